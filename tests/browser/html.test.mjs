// Valid for checkers that know nothing of this program: the Nu HTML checker, an XML parser, schema.org's requirements.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { invalid, messages } from "./checker.mjs";
import { launch } from "./browser.mjs";
import { answers, files, kinds, pages, text } from "./site.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

test("the Nu HTML checker has nothing to say of any page", () => {
  const names = pages();
  assert.ok(names.length > 200, `${names.length} pages`);
  assert.deepEqual(messages(names), []);
});

test("every link within the site leads to a file, and every fragment to an element", () => {
  const ids = new Map();
  const idsOf = (address) => {
    if (!ids.has(address)) ids.set(address, new Set([...text(address).matchAll(/ id="([^"]+)"/g)].map((m) => m[1])));
    return ids.get(address);
  };
  const decode = (value) => value.replace(/&amp;/g, "&").replace(/&#x27;|&#39;/g, "'").replace(/&quot;/g, '"');
  const dead = [];
  for (const page of pages()) {
    const html = text(page).replace(/<script[\s\S]*?<\/script>/g, "");
    const found = [...html.matchAll(/ (?:href|src|poster)="([^"]+)"/g)].map((m) => decode(m[1]));
    const sets = [...html.matchAll(/ srcset="([^"]+)"/g)].flatMap((m) => decode(m[1]).split(",").map((part) => part.trim().split(" ")[0]));
    for (const address of [...found, ...sets]) {
      if (!/^[/#?]/.test(address) || address.startsWith("//")) continue;
      const [path, fragment] = address.split("#");
      const target = path.split("?")[0] || page;
      if (!answers(target)) dead.push(`${page} -> ${address}`);
      else if (fragment && target.match(/(\/|\.html)$/) && !idsOf(target).has(decodeURIComponent(fragment))) dead.push(`${page} -> ${address}`);
    }
  }
  assert.deepEqual([...new Set(dead)], []);
});

test("no straight quote in the text of a page, outside code", () => {
  const found = [];
  for (const page of pages()) {
    const html = text(page).replace(/<(script|style|code|pre|textarea)\b[\s\S]*?<\/\1>/g, "").replace(/<meta http-equiv[^>]*>/g, "");
    const decode = (value) => value.replace(/&(?:#x27|#39|apos);/g, "'").replace(/&(?:quot|#x22|#34);/g, '"');
    const told = [...html.matchAll(/ (?:alt|title|aria-label|content|placeholder)="([^"]*)"/g)].map((m) => m[1]);
    const said = html.replace(/<[^>]*>/g, "\n").split("\n");
    for (const words of [...told, ...said].map(decode)) if (/['"]/.test(words)) found.push(`${page}: ${words.trim()}`);
  }
  assert.deepEqual(found, []);
});

test("every feed is valid by the grammar of its format, and what is wrong is found", () => {
  const feeds = files().filter((name) => name.endsWith("feed.xml"));
  const podcasts = feeds.filter((name) => text(name).includes("<rss"));
  assert.ok(podcasts.length > 2 && feeds.length > podcasts.length + 50, `${podcasts.length} of ${feeds.length}`);
  assert.deepEqual(invalid("podcast", podcasts), []);
  assert.deepEqual(invalid("atom", feeds.filter((name) => !podcasts.includes(name))), []);
  // Neither grammar is so wide that the other's feeds pass.
  assert.notDeepEqual(invalid("atom", podcasts), []);
  assert.notDeepEqual(invalid("podcast", ["/feed.xml"]), []);
});

test("every feed is well-formed and has what its format requires", async () => {
  const page = await browser.newPage();
  const feeds = files().filter((name) => name.endsWith("feed.xml"));
  assert.ok(feeds.length > 50, `${feeds.length} feeds`);
  for (const name of feeds) {
    const wrong = await page.evaluate((xml) => {
      const wrong = [];
      const feed = new DOMParser().parseFromString(xml, "application/xml");
      if (feed.querySelector("parsererror")) return ["not well-formed"];
      const root = feed.documentElement;
      const child = (of, name) => [...of.children].filter((element) => element.localName === name);
      const must = (of, ...names) => {
        for (const name of names) {
          if (!child(of, name).some((element) => element.textContent.trim() || element.attributes.length)) {
            wrong.push(`${of.localName} lacks ${name}`);
          }
        }
      };
      const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;
      if (root.localName === "feed") {
        // RFC 4287: 4.1.1, 4.1.2.
        must(root, "id", "title", "updated", "link");
        const entries = child(root, "entry");
        const ids = entries.map((entry) => child(entry, "id")[0]?.textContent);
        if (new Set(ids).size !== ids.length) wrong.push("two entries have one id");
        for (const entry of entries) {
          must(entry, "id", "title", "updated", "link");
          if (!child(entry, "author").length && !child(root, "author").length) wrong.push("an entry without an author");
          for (const updated of child(entry, "updated")) if (!date.test(updated.textContent)) wrong.push(`date ${updated.textContent}`);
        }
      } else {
        // RSS 2.0 and Apple's requirements for podcasts.
        const [channel] = child(root, "channel");
        must(channel, "title", "link", "description", "language", "image", "category", "explicit");
        for (const item of child(channel, "item")) {
          must(item, "title", "enclosure", "guid", "pubDate");
          for (const enclosure of child(item, "enclosure")) {
            for (const name of ["url", "length", "type"]) if (!enclosure.getAttribute(name)) wrong.push(`enclosure without ${name}`);
          }
          if (Number.isNaN(Date.parse(child(item, "pubDate")[0]?.textContent))) wrong.push("pubDate");
        }
      }
      return wrong;
    }, text(name));
    assert.deepEqual(wrong, [], name);
  }
  await page.close();
});

/** What Google and schema.org require or recommend of each type, as far as an archive can know it. */
const REQUIRED = {
  NewsArticle: ["headline", "datePublished", "author", "publisher", "mainEntityOfPage", "inLanguage", "isPartOf"],
  BreadcrumbList: ["itemListElement"],
  ListItem: ["position", "name", "item"],
  Person: ["name"],
  Organization: ["name", "url"],
  // Of a publication that front matter names nothing else may be known.
  NewsMediaOrganization: ["name"],
  // Not every publication has an ISSN either.
  Periodical: ["name"],
  CreativeWork: ["name"],
  PodcastEpisode: ["name", "url", "datePublished", "associatedMedia", "partOfSeries"],
  PodcastSeries: ["name", "url"],
  AudioObject: ["contentUrl"],
  ImageObject: ["url"],
  CollectionPage: ["name", "url", "isPartOf", "inLanguage"],
  WebPage: ["name", "url", "isPartOf"],
  WebSite: [],
};

test("every page's JSON-LD has what its types require", () => {
  const wanted = { article: "NewsArticle", region: "CollectionPage", home: "WebSite", episode: "PodcastEpisode", author: "Person", podcast: "PodcastSeries", search: "WebPage" };
  const typesOf = (address) => {
    const blocks = [...text(address).matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/g)];
    const types = new Set();
    const look = (thing) => {
      if (Array.isArray(thing)) return thing.forEach(look);
      if (!thing || typeof thing !== "object") return;
      const type = thing["@type"];
      if (type) {
        types.add(type);
        assert.ok(type in REQUIRED, `${address}: the type ${type} is not known here`);
        for (const name of REQUIRED[type]) assert.ok(thing[name] !== undefined && thing[name] !== "", `${address}: ${type} lacks ${name}`);
      }
      Object.values(thing).forEach(look);
    };
    blocks.forEach((block) => look(JSON.parse(block[1])));
    return types;
  };
  for (const [kind, type] of Object.entries(wanted)) {
    assert.ok(typesOf(kinds()[kind]).has(type), `${kind} has no ${type}`);
  }
  for (const address of pages()) {
    const types = typesOf(address);
    const special = address === "/404.html" || text(address).includes("page-tombstone");
    assert.ok(special || types.has("BreadcrumbList") || types.has("WebSite"), `${address}: ${[...types]}`);
  }
});

test("style is at most 20 KB, and script on an article page 10 KB, as they travel", () => {
  const packed = (names) => names.reduce((sum, name) => sum + gzipSync(text(name)).length, 0);
  const styles = files().filter((name) => name.startsWith("/theme/") && name.endsWith(".css"));
  assert.ok(packed(styles) <= 20 * 1024, `${packed(styles)} bytes of style`);
  for (const kind of ["article", "gallery", "episode", "article-ru"]) {
    const scripts = [...text(kinds()[kind]).matchAll(/<script[^>]* src="([^"]+)"/g)].map((m) => m[1]);
    assert.ok(packed(scripts) <= 10 * 1024, `${kind}: ${packed(scripts)} bytes of script`);
  }
});

test("no page has script or style of its own", () => {
  for (const address of pages()) {
    const html = text(address);
    assert.doesNotMatch(html, /<style|\sstyle="|\son[a-z]+="/, address);
    const scripts = [...html.matchAll(/<script([^>]*)>/g)].map((m) => m[1]);
    assert.ok(scripts.every((attributes) => attributes.includes("src=") || attributes.includes("application/ld+json")), address);
  }
});
