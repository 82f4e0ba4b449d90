// Every kind of page, in every size: quiet, self-contained, still, within the screen, and readable.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SIZES, launch, open, quoted } from "./browser.mjs";
import { kinds, serve } from "./site.mjs";

const WIDTHS = [320, 360, 768, 1280, 2560];
let browser, site;
before(async () => ([browser, site] = [await launch(), await serve()]));
after(async () => (await browser?.close(), site?.close()));

/** The console's only message that is no fault of a page: the browser reports the status of 404.html itself. */
const ownStatus = (message) => message.includes("status of 404");

for (const [kind, address] of Object.entries(kinds())) {
  test(`${kind} ${address}`, async () => {
    const context = await browser.newContext({ viewport: SIZES.laptop });
    const url = site.origin + (kind === "not-found" ? "/2010/12/nothing-here/" : address);
    const { page, seen } = await open(context, url);
    if (kind === "search-results") await quoted(page);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.waitForTimeout(150);
    assert.deepEqual(seen.console.filter((message) => !(kind === "not-found" && ownStatus(message))), []);
    assert.deepEqual(seen.failed, []);
    assert.deepEqual(seen.requests.filter((request) => !request.startsWith(site.origin)), [], "requests elsewhere");
    assert.deepEqual(await context.cookies(), []);
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0, "storage");
    const facts = await page.evaluate(() => {
      const levels = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => Number(h.localName[1]));
      const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
      return {
        unsized: [...document.images].filter((i) => !i.closest("dialog:not([open])")).filter((i) => !i.getAttribute("width") || !i.getAttribute("height")).map((i) => i.src),
        ones: levels.filter((level) => level === 1).length,
        skips: levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1),
        twice: ids.filter((id, at) => ids.indexOf(id) !== at),
      };
    });
    assert.deepEqual(facts, { unsized: [], ones: 1, skips: [], twice: [] });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `${width} px: ${wide} px too wide`);
    }
    await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `right to left, ${width} px: ${wide} px too wide`);
    }
    await context.close();
  });
}

test("pictures load, and nothing moves while they do", async () => {
  for (const [kind, address] of Object.entries(kinds())) {
    const context = await browser.newContext({ viewport: SIZES.phone });
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shift += entry.value))).observe({
        type: "layout-shift",
        buffered: true,
      });
    });
    await page.goto(site.origin + address, { waitUntil: "load" });
    if (kind === "search-results") await quoted(page);
    const height = await page.evaluate(() => document.body.scrollHeight);
    for (let at = 0; at < height; at += 600) {
      await page.evaluate((y) => window.scrollTo(0, y), at);
      await page.waitForTimeout(20);
    }
    await page.waitForLoadState("networkidle");
    assert.equal(await page.evaluate(() => window.shift), 0, `${kind}: cumulative layout shift`);
    const broken = await page.evaluate(() =>
      [...document.images].filter((image) => !image.closest("dialog:not([open])") && image.complete && image.naturalWidth === 0).map((image) => image.src),
    );
    assert.deepEqual(broken, [], kind);
    await context.close();
  }
});

test("a line of text has 45 to 80 characters", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const { page } = await open(context, site.origin + kinds().article);
  const measure = await page.evaluate(() => {
    const lines = [];
    for (const paragraph of document.querySelectorAll(".text > p")) {
      const range = document.createRange();
      range.selectNodeContents(paragraph);
      const rows = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 8)));
      if (rows.size > 3) lines.push(paragraph.textContent.length / rows.size);
    }
    return lines.reduce((sum, line) => sum + line, 0) / lines.length;
  });
  assert.ok(measure >= 45 && measure <= 80, `${measure} characters`);
  await context.close();
});

test("a word without end stays within a small screen", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 700 } });
  const { page } = await open(context, site.origin + kinds().article);
  const wide = await page.evaluate(() => {
    for (const element of document.querySelectorAll("h1, .standfirst, .text p, figcaption, .credits p, dd, footer a")) {
      element.append("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(2));
    }
    return document.documentElement.scrollWidth - window.innerWidth;
  });
  assert.ok(wide <= 0, `${wide} px too wide`);
  await context.close();
});

for (const media of [{ contrast: "more" }, { forcedColors: "active" }, { reducedMotion: "reduce" }, { colorScheme: "dark" }]) {
  test(`quiet with ${JSON.stringify(media)}`, async () => {
    const context = await browser.newContext({ viewport: SIZES.laptop, ...media });
    for (const address of [kinds().home, kinds().article, kinds().region]) {
      const { seen } = await open(context, site.origin + address);
      assert.deepEqual(seen.console, []);
    }
    await context.close();
  });
}

test("on paper there is the article with the addresses of its links, and nothing to press", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const { page } = await open(context, site.origin + kinds().article);
  await page.emulateMedia({ media: "print" });
  const shown = await page.evaluate(() => {
    const seen = (element) => element && element.getClientRects().length > 0;
    const link = document.createElement("a");
    link.href = "https://example.org/source";
    document.querySelector(".text p").append(link);
    return {
      pressed: [...document.querySelectorAll("button, input, nav, .menu")].filter(seen).map((e) => e.outerHTML.slice(0, 80)),
      headline: seen(document.querySelector("h1")),
      address: getComputedStyle(link, "::after").content,
    };
  });
  assert.deepEqual(shown.pressed, []);
  assert.ok(shown.headline && shown.address.includes("https://example.org/source"), JSON.stringify(shown));
  await context.close();
});

test("what is said of an original begins beside its name, however long its address", async () => {
  const context = await browser.newContext({ viewport: SIZES.phone });
  const { page } = await open(context, site.origin + kinds().article);
  const [name, address] = await page.evaluate(() => {
    const row = document.querySelector(".record .origin");
    row.querySelector("a").textContent = "http://www.example.org/" + "a-long-name-".repeat(12);
    return ["dt", "dd"].map((part) => row.querySelector(part).getBoundingClientRect().top);
  });
  assert.ok(Math.abs(name - address) < 4, `${name} and ${address}`);
  await context.close();
});

test("no line of the banner begins or ends with a sign", async () => {
  const context = await browser.newContext({ viewport: SIZES.phone });
  const { page } = await open(context, site.origin + kinds()["article-ru"]);
  // A sign stands in the gap before its part: beside another part, or outside the line, where the banner cuts it off.
  const parts = await page.evaluate(() => {
    const banner = document.querySelector(".banner");
    const start = banner.getBoundingClientRect().left + banner.clientLeft;
    return [...banner.children].map((part, at) => {
      const before = banner.children[at - 1]?.getBoundingClientRect();
      const [box, sign] = [part.getBoundingClientRect(), getComputedStyle(part, "::after")];
      const middle = box.left - parseFloat(sign.width) / 2;
      const beside = Boolean(before) && box.top < before.bottom - 8 && before.right < middle;
      const cut = getComputedStyle(banner).overflowX === "clip" && middle < start - parseFloat(getComputedStyle(banner).overflowClipMargin);
      return { sign: sign.content.includes("·"), beside, cut };
    });
  });
  assert.ok(parts.length > 2);
  assert.ok(!parts[0].sign, JSON.stringify(parts));
  assert.ok(parts.slice(1).every(({ sign, beside, cut }) => sign && beside !== cut), JSON.stringify(parts));
  assert.ok(parts.some(({ sign, cut }) => sign && cut), "the banner is long enough for two lines");
  await context.close();
});

test("a film has the shape of its still image, without bars", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1200 } });
  const { page } = await open(context, site.origin + kinds().film);
  const { box, poster } = await page.evaluate(async () => {
    const film = document.querySelector("video");
    const still = Object.assign(new Image(), { src: film.poster });
    await still.decode();
    const { width, height } = film.getBoundingClientRect();
    return { box: width / height, poster: still.naturalWidth / still.naturalHeight };
  });
  assert.ok(Math.abs(box - poster) < 0.01, `${box}, not ${poster}`);
  await context.close();
});

test("each year of a drawing stands with its bar and its number, in one colour, and nothing overlaps", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 390, 768, 1280]) {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
      const colours = new Set();
      for (const [kind, parts] of [["region", ".timeline li"], ["archive", ".totals td"]]) {
        const { page } = await open(context, site.origin + kinds()[kind]);
        const columns = await page.locator(parts).evaluateAll((columns) => columns.map((column) => {
          const bar = column.querySelector("svg");
          const words = document.createRange();
          words.selectNodeContents(column.querySelector(".year") ?? column);
          const box = (of) => {
            const { left, right, height } = of.getBoundingClientRect();
            return { left, right, height };
          };
          return {
            count: Number((column.querySelector(".count") ?? column).textContent),
            bar: bar && box(bar), colour: bar && getComputedStyle(bar).backgroundColor, box: box(column), words: box(words),
            head: column.matches("td") ? box(column.closest("table").rows[0].cells[column.cellIndex]) : box(column),
          };
        }));
        assert.ok(columns.length > 10, `${columns.length} years`);
        const most = Math.max(...columns.map(({ count }) => count));
        for (const { count, bar, colour, box, words, head } of columns) {
          assert.equal(Boolean(bar), count > 0);
          assert.ok(words.left >= box.left - 0.5 && words.right <= box.right + 0.5, `${kind}, ${width} px: ${words.right - words.left} in ${box.right - box.left}`);
          assert.deepEqual([head.left, head.right], [box.left, box.right]);
          if (!bar) continue;
          assert.equal(bar.height, Math.ceil((48 * count) / most));
          assert.ok(bar.left >= box.left && bar.right <= box.right);
          colours.add(colour);
        }
        await page.close();
      }
      assert.equal(colours.size, 1, [...colours].join(" "));
      await context.close();
    }
  }
});

test("rows without a picture take the whole width, and a picture is as high as what stands beside it", async () => {
  for (const width of [390, 768, 1280]) {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const { page } = await open(context, site.origin + kinds().region);
    const rows = await page.locator(".rows .card").evaluateAll((cards) => cards.map((card) => {
      const { paddingTop, paddingBottom } = getComputedStyle(card);
      const part = (of) => card.querySelector(`:scope > ${of}`)?.getBoundingClientRect();
      const [box, picture, summary] = [card.getBoundingClientRect(), part("img"), part(".summary")];
      const beside = [...card.children].filter((child) => child.localName !== "img").map((child) => child.getBoundingClientRect())
        .filter(({ right }) => !picture || right <= picture.left + 1);
      return {
        left: picture && Math.max(...beside.map(({ bottom }) => bottom)) - picture.bottom,
        below: picture && box.bottom - parseFloat(paddingBottom) - Math.max(picture.bottom, ...beside.map(({ bottom }) => bottom), summary.bottom),
      };
    }));
    const [pictures, words] = [rows.filter(({ left }) => left !== undefined), rows.filter(({ left }) => left === undefined)];
    assert.ok(pictures.length > 3 && words.length > 3);
    for (const { left, below } of pictures) assert.ok(Math.abs(left) < 30 && Math.abs(below) < 1, `${width} px: ${left}, ${below}`);
    const column = await page.evaluate(() => {
      const card = document.querySelector(".rows .card:not(:has(> img))");
      const summary = card.querySelector(".summary");
      // A summary of many words takes all there is.
      summary.textContent = "word ".repeat(200);
      return card.getBoundingClientRect().right - summary.getBoundingClientRect().right;
    });
    assert.ok(column < 1, `${width} px: ${column} px are empty`);
    await context.close();
  }
});

test("the foot of an article: notes, corrections, related articles, citation, republishing, and last where it is from", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const { page } = await open(context, `${site.origin}/2001/10/nurek-tall-dam/`);
  const foot = await page.evaluate(() => [...document.querySelectorAll(".story > footer > *")].map((part) => part.className));
  const order = ["author-note", "box of-corrections", "facts", "related", "fold cite", "fold republish", "appeal", "record"];
  assert.deepEqual(foot, order);
  const [record, text] = await page.evaluate(() => [".record", ".text"].map((part) => parseFloat(getComputedStyle(document.querySelector(part)).fontSize)));
  assert.ok(record < 0.8 * text, `${record} and ${text}`);
  assert.ok(await page.evaluate(() => document.querySelector(".record > :last-child").matches(".origin")));
  await context.close();
});

test("a word with a hyphen stays on one line where there is room, and breaks where there is none", async () => {
  for (const width of [320, 390, 1280]) {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const { page } = await open(context, `${site.origin}/2020/04/karasuu-in-april/`);
    const { heights, size, wide } = await page.evaluate(() => {
      const title = document.querySelector("h1");
      const word = title.querySelector(".whole");
      const [natural, size] = [word.getBoundingClientRect().width, parseFloat(getComputedStyle(title).fontSize)];
      const heights = [];
      // Wherever the line before it ends.
      for (let room = title.clientWidth; room > natural; room -= 7) {
        title.style.width = `${room}px`;
        heights.push(word.getBoundingClientRect().height);
      }
      title.style.width = "";
      word.textContent = "very-long-".repeat(30);
      return { heights, size, wide: document.documentElement.scrollWidth - innerWidth };
    });
    assert.ok(heights.length > 10 && heights.every((height) => height < 1.5 * size), heights.join(" "));
    assert.ok(wide <= 0, `${wide} px too wide`);
    await context.close();
  }
});

test("without a banner the name keeps its distance from the window", async () => {
  for (const viewport of Object.values(SIZES)) {
    const context = await browser.newContext({ viewport });
    const { page } = await open(context, site.origin + kinds().home);
    const top = await page.evaluate(() => {
      document.querySelector(".banner").remove();
      return document.querySelector(".masthead .site-name").getBoundingClientRect().top;
    });
    assert.ok(top >= 18, `${top} px`);
    await context.close();
  }
});

test("how long a recording is stands beside it before anything of it is loaded", async () => {
  const context = await browser.newContext({ viewport: SIZES.phone });
  for (const kind of ["podcast", "episode"]) {
    const { page, seen } = await open(context, site.origin + kinds()[kind]);
    assert.match(await page.locator(".player.audio.timed .meta").first().innerText(), /^Length \d+:\d\d/);
    assert.deepEqual(seen.requests.filter((address) => address.endsWith(".mp3")), []);
    await page.close();
  }
  await context.close();
});

test("without script an article has nothing to press that would do nothing", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ javaScriptEnabled });
    const { page } = await open(context, site.origin + kinds().article);
    assert.equal(await page.locator(".story button").count(), javaScriptEnabled ? 10 : 0);
    await context.close();
  }
});

test("a portrait beside a note is fetched small", async () => {
  const context = await browser.newContext({ viewport: SIZES.phone, deviceScaleFactor: 2 });
  const { page } = await open(context, site.origin + kinds().article);
  const portrait = page.locator(".author-note img").first();
  await portrait.scrollIntoViewIfNeeded();
  await portrait.evaluate((image) => image.decode());
  assert.match(await portrait.evaluate((image) => image.currentSrc), /-240-/);
  await context.close();
});
