// The hostile corpus: pages read by parse5, opened in a browser with every event dispatched and every field and link focused, and
// the texts of feeds taken out by two readers and opened as HTML. LONG=1 makes every attempt and opens every page; PART=2/40 with
// it takes a fortieth.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { parseFeed } from "feedsmith";
import RssParser from "rss-parser";
import { launch } from "./browser.mjs";
import { POLICY, corpus, files, markup, serve, wrong } from "./hostile.mjs";

const known = corpus();
/** Every page and feed: its site, its address. */
const outputs = known.sites.flatMap(({ folder }, site) => files(`${known.folder}/${folder}`).map((address) => ({ site, address })));
const read = ({ site, address }) => readFileSync(`${known.folder}/${known.sites[site].folder}${address}`, "utf8");
const pages = outputs.filter(({ address }) => address.endsWith(".html"));
const feeds = outputs.filter((output) => output.address.endsWith(".xml") && /<(rss|feed)[ >]/.test(read(output)));

/** What is called what: the snippet and the place that a text or an address names. */
function attempt(site, ...texts) {
  const numbers = texts.flatMap((t) => t.match(/\d+/g) ?? []);
  const named = numbers.map((number) => known.sites[site].attempts[number]).find(Boolean);
  return named ?? "(no attempt is named)";
}

/** Fails with a line for each finding. */
function none(found) {
  const lines = [...new Set(found.map((line) => line.replace(/\s+/g, " ")))].sort();
  const shown = process.env.LONG ? lines : lines.slice(0, 200);
  assert.ok(lines.length === 0, `${lines.length} findings, of which ${shown.length} are shown:\n${shown.join("\n")}`);
}

let browser;
before(async () => (browser = await launch(["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost, EXCLUDE 127.0.0.1"])));
after(() => browser?.close());

test("parse5 finds nothing in any page", () => {
  assert.ok(pages.length > 3000, `${pages.length} pages`);
  none(pages.flatMap(({ site, address }) => {
    const html = read({ site, address });
    // At an old address that ends in a slash stands a feed.
    if (html.startsWith("<?xml")) return [];
    return wrong(html, known).map((finding) => `${attempt(site, finding, address)}: ${finding.slice(0, 300)} (${address})`);
  }));
});

test("parse5 finds what is put into a page", () => {
  const page = read(pages.find(({ address }) => address === "/first/index.html"));
  assert.deepEqual(wrong(page, known), []);
  for (const [mark, put] of [
    ["</head>", "<script>1</script>"],
    ["</head>", "<base href=/x>"],
    ["</head>", "<meta http-equiv=refresh content='0; url=javascript:x'>"],
    ["</main>", "<p onclick=x>y</p>"],
    ["</main>", "<a href='java&#10;script:x'>y</a>"],
    ["</main>", "<p id=main--text>y</p>"],
    ["</main>", "<noscript><p onclick=x>y</p></noscript>"],
    ["</main>", "\0"],
    ['<footer class="site-foot">', "<form action=/x></form>"],
  ]) {
    assert.notDeepEqual(wrong(page.replace(mark, put + mark), known), [], put);
  }
  assert.equal(markup("a &lt;b&gt;").length, 0);
  assert.equal(markup("a <b>").length, 1);
});

/** In the page: what runs is told to the test, before anything of the page is read. */
function canary() {
  const told = [];
  for (const name of ["xss", "alert", "confirm", "prompt", "print"]) {
    window[name] = (...values) => { told.push(`${name}(${values.join()})`); };
  }
  Object.defineProperty(window, "toldByCanary", { value: told });
  // A player of a file on another host loads nothing before a reader plays it, but the browser asks the policy at once.
  const waits = ({ violatedDirective, blockedURI }) =>
    violatedDirective === "media-src" &&
    [...document.querySelectorAll("video[preload=none], audio[preload=none]")].some((player) => player.src === blockedURI);
  addEventListener("securitypolicyviolation", (event) => {
    if (event.isTrusted && !waits(event)) told.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  // Nothing leads away from the page but what runs.
  for (const type of ["click", "submit", "auxclick"]) addEventListener(type, (event) => event.preventDefault());
}

/** In the page: everything is focused, opened and told of every event. Returns what ran and what is wrong with addresses. */
async function provoke() {
  const told = window.toldByCanary;
  const allowed = ["http:", "https:", "mailto:", "tel:", "ftp:", ""];
  for (const element of document.querySelectorAll("[href], [src], [action], [formaction], [data], [poster]")) {
    for (const name of ["href", "src", "action", "formAction", "data", "poster"]) {
      const value = element[name]?.baseVal ?? element[name];
      if (typeof value !== "string" || !value) continue;
      let protocol = "";
      try { protocol = new URL(value, document.baseURI).protocol; } catch { /* It leads nowhere. */ }
      if (!allowed.includes(protocol)) told.push(`an address: ${protocol} ${element.outerHTML.slice(0, 200)}`);
    }
  }
  // Of what the theme repeats, one of each kind: its elements are read one by one by the parsers.
  const kinds = new Set();
  const elements = [...document.querySelectorAll("*")].filter((element) => {
    const kind = `${element.localName} ${element.getAttributeNames().join(" ")}`;
    const first = !kinds.has(kind);
    kinds.add(kind);
    return element.attributes.length && (first || element.closest(".text"));
  });
  for (const details of document.querySelectorAll("details")) details.open = !details.open;
  for (const element of elements) element.focus?.({ preventScroll: true });
  const types = new Set(["DOMContentLoaded", "hashchange", "popstate", "pageshow", "message"]);
  for (const name in HTMLElement.prototype) if (name.startsWith("on")) types.add(name.slice(2));
  // Players of other sites are loaded when a reader asks for them.
  const player = (element) => element.closest(".facade, .embed");
  for (const element of elements) {
    if (!window.everyEvent && !element.getAttributeNames().some((name) => /^on/i.test(name))) continue;
    for (const type of types) {
      if (type.endsWith("click") && (player(element) || element.localName === "button")) continue;
      element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    }
  }
  for (const element of document.querySelectorAll(".text [id]")) location.hash = element.id;
  await new Promise((done) => setTimeout(done, 30));
  return told;
}

/** Opens pages, some at a time; returns what happened as lines. */
async function openAll(list, policy, every) {
  const served = await serve(known.sites, known.folder, policy);
  const found = [];
  const waiting = [...list];
  const worker = async () => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    await context.addInitScript(canary);
    if (every) await context.addInitScript(() => Object.defineProperty(window, "everyEvent", { value: true }));
    const page = await context.newPage();
    page.setDefaultNavigationTimeout(60_000);
    let now;
    const note = (what) => {
      if (now) found.push(`${attempt(now.site, what, now.address)}: ${what.slice(0, 250)} (${now.address})`);
    };
    page.on("dialog", (dialog) => (note(`a dialog: ${dialog.message()}`), dialog.dismiss()));
    page.on("request", (request) => {
      const url = request.url();
      if (!served.own(url) && !url.startsWith("data:image/")) note(`a request: ${url}`);
    });
    page.on("popup", (popup) => (note(`a window: ${popup.url()}`), popup.close()));
    for (let output = waiting.shift(); output; output = waiting.shift()) {
      now = output;
      const url = served.origin(output.site) + output.address.split("/").map(encodeURIComponent).join("/");
      try {
        await page.goto(url, { waitUntil: "load" });
        for (const told of await page.evaluate(provoke)) note(told);
        if (page.url().split(/[?#]/)[0] !== url) note(`led away to ${page.url()}`);
      } catch (error) {
        note(`not read: ${error.message.split("\n")[0]}`);
      }
    }
    await context.close();
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  served.close();
  return found;
}

// Pages at old addresses lead on at once; they are read by parse5.
const open = pages.filter((page) => !read(page).includes('http-equiv="refresh"'));
// Attempts as whole bodies are opened always, of the others some.
const sample = process.env.LONG ? open : open.filter(({ address }, at) => /\/p100\d{4}\//.test(address) ? true : at % 29 === 0);

test("no page runs anything, without a policy", async () => {
  none(await openAll(sample, null, true));
});

test("no page violates the policy", async () => {
  none(await openAll(process.env.LONG ? open : sample.filter((_, at) => at % 4 === 0), POLICY, false));
});

test("a player of a file on another host waits, and one that loads at once violates the policy", async () => {
  const served = await serve(known.sites, known.folder, POLICY);
  const page = await browser.newPage();
  await page.addInitScript(canary);
  await page.goto(`${served.origin(0)}/first/`);
  const violations = (html) => page.evaluate(async (put) => {
    document.body.innerHTML = put;
    await new Promise((done) => setTimeout(done, 300));
    return window.toldByCanary.splice(0);
  }, html);
  assert.deepEqual(await violations('<video controls preload="none" src="//evil.example/a.mp4"></video>'), []);
  assert.match((await violations('<video controls src="//evil.example/b.mp4"></video>')).join(), /^policy: media-src http:\/\/evil\.example\/b\.mp4/);
  await page.close();
  served.close();
});

test("the browser runs what is put into a page", async () => {
  const page = await browser.newPage();
  await page.addInitScript(canary);
  await page.goto("about:blank");
  await page.setContent("<main><p onclick='xss(1)'>x</p><a href='javascript:xss(2)'>y</a><img src=x: onerror='xss(3)'></main>");
  await page.waitForTimeout(100);
  const told = await page.evaluate(provoke);
  assert.ok(told.includes("xss(1)") && told.includes("xss(3)"), told.join());
  assert.ok(told.some((line) => line.startsWith("an address: javascript:")), told.join());
  await page.close();
});

/** The texts of a feed that readers show, by each reader. */
async function texts(xml) {
  const found = [];
  const take = (reader, ...taken) => found.push(...taken.filter((t) => typeof t === "string" && t).map((t) => [reader, t]));
  const rss = await new RssParser().parseString(xml);
  take("rss-parser", rss.title, rss.description, rss.itunes?.summary);
  for (const item of rss.items) take("rss-parser", item.title, item.summary, item.content, item["content:encoded"], item.itunes?.summary, item.itunes?.subtitle);
  const { feed } = parseFeed(xml);
  const value = (text) => (typeof text === "object" ? text?.value : text);
  take("feedsmith", value(feed.title), value(feed.subtitle), feed.description, feed.itunes?.summary);
  for (const item of feed.items ?? feed.entries ?? []) {
    take("feedsmith", value(item.title), value(item.summary), value(item.content), item.description, item.content?.encoded, item.itunes?.summary);
  }
  return found;
}

test("no text of a feed is markup, by two readers of feeds and in a browser", async () => {
  assert.ok(feeds.length > 300, `${feeds.length} feeds`);
  const found = [];
  const suspect = [];
  let count = 0;
  for (const { site, address } of feeds) {
    for (const [reader, taken] of await texts(read({ site, address }))) {
      count += 1;
      for (const finding of markup(taken)) {
        found.push(`${attempt(site, taken, address)}: by ${reader}: ${finding.slice(0, 250)} (${address})`);
        suspect.push([site, address, taken]);
      }
    }
  }
  assert.ok(count > feeds.length, `${count} texts`);
  const context = await browser.newContext();
  await context.addInitScript(canary);
  const page = await context.newPage();
  for (const [site, address, taken] of suspect.slice(0, process.env.LONG ? undefined : 100)) {
    await page.goto("about:blank");
    await page.setContent(`<main>${taken}</main>`, { waitUntil: "domcontentloaded" }).catch(() => {});
    for (const told of await page.evaluate(provoke).catch(() => [])) found.push(`${attempt(site, taken, address)}: ran as HTML: ${told} (${address})`);
  }
  await context.close();
  none(found);
});
