// The page of search in a browser, over an index of made-up articles: results, what narrows them, completion, the address, faults.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { violations } from "./axe.mjs";
import { SIZES, launch, open, openFilters } from "./browser.mjs";
import { fixture, lookedInto, phrases, queries } from "./search-fixture.mjs";
import { agree, answer, site } from "./search-site.mjs";
import { program } from "./program.mjs";
import { folder, serve, text } from "./site.mjs";
import { temporary } from "./temporary.mjs";

const built = site();
let browser, served;
before(async () => ([browser, served] = [await launch(), await serve(built)]));
after(async () => (await browser?.close(), served?.close()));

/** What the policy of docs/hosting.md, which is served with every page, has stopped: nothing, whatever a test does. */
const stopped = [];
afterEach(() => assert.deepEqual(stopped.splice(0), []));

/** Opens the page of search at an address below it, and waits for its answer. */
async function search(query = "", { viewport = SIZES.laptop, origin = served.origin, prepare, ...more } = {}) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", ...more });
  await context.exposeBinding("tellStopped", (_, what) => stopped.push(what));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => tellStopped(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await prepare?.(context);
  const { page, seen } = await open(context, `${origin}/search/${query}`);
  if (query) await answered(page);
  return { context, page, seen };
}
const answered = (page, is = /\d|No results/) =>
  page.waitForFunction((source) => new RegExp(source).test(document.getElementById("search--status").textContent), is.source);
const titles = (page) => page.locator("#search--hits h3").allTextContents();
const status = (page) => page.locator("#search--status").textContent();
const settled = (page) => page.waitForFunction(() => document.querySelectorAll("#search--hits li:has(.quote, .summary)").length > 0);

test("all script of the page is at most 15 KB as it travels, and other pages have none of it", () => {
  // Its own is less than 15,000 bytes.
  const scripts = (address) => [...text(address).matchAll(/<script[^>]* src="([^"]+)"/g)].map((match) => match[1]);
  const packed = scripts("/search/").reduce((sum, name) => sum + gzipSync(text(name), { level: 9 }).length, 0);
  assert.ok(packed <= 15 * 1024, `${packed} bytes`);
  const own = gzipSync(text(scripts("/search/").find((name) => name.includes("search"))), { level: 9 }).length;
  assert.ok(own < 15_000, `${own} bytes`);
  assert.deepEqual(scripts("/").filter((name) => name.includes("search")), []);
});

test("summaries and quotations end with a word, and nothing of them is cut off", async () => {
  const archive = await serve();
  for (const width of [1280, 390]) {
    const { context, page } = await search("?q=border", { viewport: { width, height: 900 }, origin: archive.origin });
    await settled(page);
    await page.waitForLoadState("networkidle");
    const found = await page.locator(".hits :is(.summary, .quote)").evaluateAll((all) =>
      all.map((one) => [one.className, one.scrollHeight - one.clientHeight, one.textContent, one.closest("li").querySelector("a").href]));
    assert.ok(found.length > 9, `${found.length}`);
    for (const [kind, beyond, words, href] of found) {
      assert.ok(beyond <= 0, words);
      if (kind !== "summary" || !words.endsWith(" …")) continue;
      const html = /class="standfirst">(.*?)<\/p>/s.exec(text(new URL(href).pathname))[1];
      const whole = html.replace(/<[^>]*>/g, "").replace(/&amp;/g, "&").replace(/\s+/g, " ");
      const kept = words.slice(0, -2);
      assert.ok(whole.startsWith(kept) && !/^[\p{L}\p{N}]/u.test(whole.slice(kept.length)), `${kept}: ${whole}`);
    }
    if (width === 390) assert.ok(found.some(([kind, , words]) => kind === "summary" && words.endsWith(" …")));
    await context.close();
  }
  archive.close();
});

test("2,000 queries have the same answers in the browser as in the program", async () => {
  const asked = queries(built, 2_000, 41);
  const { answers } = fixture(asked);
  const { context, page } = await search();
  const given = await page.evaluate(answer, asked);
  const found = agree(given, answers, asked);
  assert.ok(found > 1_200, `${found} find something`);
  await context.close();
});

test("titles come first, then summaries and excerpts in which the words are marked", async () => {
  const { context, page, seen } = await search("?q=valley+border");
  assert.equal((await titles(page)).length, 10);
  assert.match(await status(page), /^Results: \d+$/);
  await settled(page);
  const marks = await page.locator("#search--hits mark").allTextContents();
  assert.ok(marks.length > 5 && marks.every((mark) => /^(valley|border)/i.test(mark)), marks.join());
  assert.deepEqual([seen.console, seen.failed], [[], []]);
  assert.ok(await page.locator(".finder:visible").count() === 0, "lists give way to results");
  await context.close();
});

test("what is typed is answered, and an answer that comes late does not replace a newer one", async () => {
  const { context, page } = await search();
  let held;
  await context.route(/search-index\/..\//, async (route) => {
    if (!held) await (held = new Promise((done) => setTimeout(done, 1500)));
    await route.continue().catch(() => {});
  });
  const field = page.locator("#search--field");
  await field.pressSequentially("val", { delay: 10 });
  await page.waitForTimeout(300);
  await field.fill("language:ru ");
  await answered(page);
  await page.waitForTimeout(1600);
  assert.equal(await page.locator("#search--hits li:not([lang=ru])").count(), 0);
  assert.equal(new URL(page.url()).searchParams.get("q"), "language:ru ");
  await context.close();
});

test("a phrase finds the articles in which its words stand side by side, the best first, and says how many were looked into", async () => {
  const { context, page } = await search();
  let [whole, part, most] = [0, 0, 0];
  for (const { phrase, having, hits } of phrases(built, 12)) {
    await page.goto(`${served.origin}/search/?q=%22${phrase.replace(" ", "+")}%22+`);
    const [looked, shown] = lookedInto(hits, having, 1);
    const told = looked < hits.length
      ? `Results: ${shown.length} among the first ${looked} of ${hits.length} articles with these words`
      : shown.length ? `Results: ${shown.length}` : "No results.";
    await page.waitForFunction((told) => document.getElementById("search--status").textContent === told, told);
    assert.deepEqual(await titles(page), shown, phrase);
    assert.equal(/side by side or not/.test(await page.locator("#search--notes").textContent()), hits.length > shown.length, phrase);
    if (looked < hits.length) {
      part += 1;
      await page.locator("#search--more").click();
      const [further, more] = lookedInto(hits, having, 2);
      await answered(page, further < hits.length ? new RegExp(`first ${further} of`) : new RegExp(`^Results: ${more.length}$`));
      assert.deepEqual(await titles(page), more, phrase);
    } else whole += 1;
    most = Math.max(most, shown.length);
  }
  assert.ok(whole > 0 && part > 0 && most > 1, `${whole} whole, ${part} in part, ${most} results at most`);
  await context.close();
});

test("phrases in the archive are found alike on the page and on the command line", async () => {
  const archive = await serve();
  const { context, page } = await search("", { origin: archive.origin });
  let found = 0;
  for (const phrase of ["the bug pit", "side by side", "of the", "Dzungarian Gate", "в горах", "of the side"]) {
    const run = spawnSync(program(), ["search", "--json", "--out", folder, `"${phrase}" `], { encoding: "utf8" });
    const { looked_into: looked, total, results } = JSON.parse(run.stdout);
    await page.goto(`${archive.origin}/search/?${new URLSearchParams({ q: `"${phrase}" ` })}`);
    await answered(page, looked < Math.min(50, total) ? new RegExp(`first ${looked} of ${total} `) : /\d|No results/);
    const shown = await titles(page);
    assert.deepEqual(shown.slice(0, 10), results.map(({ title }) => title).slice(0, shown.length || 10), phrase);
    found += shown.length;
  }
  assert.ok(found > 15, `${found} found`);
  await context.close();
  archive.close();
});

test("results are narrowed by region, year and language, and the address says so", async () => {
  const { context, page, seen } = await search("?q=valley");
  await page.locator("[data-dimension=region] summary").click();
  const georgia = page.locator("[data-dimension=region] label", { hasText: "Georgia" });
  const count = Number(await georgia.locator(".count").textContent());
  assert.ok(count > 0);
  await georgia.locator("input").check();
  await answered(page, new RegExp(`: ${count}$`));
  assert.equal(new URL(page.url()).searchParams.get("q"), "region:georgia valley");
  assert.ok(await georgia.locator("input").isChecked(), "the box stays checked");
  assert.ok((await page.locator("[data-dimension=region] label").count()) > 1, "other regions can still be chosen");
  assert.equal(await page.locator("[data-dimension=topic]:visible").count(), 0, "the index has no topics");
  await page.locator("[data-dimension=year] summary").click();
  const bar = page.locator(".bars button:not([disabled])").nth(3);
  const [year, n] = (await bar.textContent()).split(": ");
  await bar.click();
  await answered(page, new RegExp(`: ${n}$`));
  const dates = await page.locator("#search--hits time").evaluateAll((times) => times.map((time) => time.dateTime.slice(0, 4)));
  assert.ok(dates.length > 0 && dates.every((date) => date === year), dates.join());
  assert.equal(new URL(page.url()).searchParams.get("from"), `${year}-01-01`);
  await page.goBack();
  await answered(page, new RegExp(`: ${count}$`));
  await page.goBack();
  await page.waitForFunction(() => document.getElementById("search--field").value === "valley");
  assert.deepEqual([seen.console, seen.failed], [[], []]);
  await context.close();
});

test("on a phone what narrows results is one line above them, which counts what is chosen; dates stand in line", async () => {
  const { context, page } = await search("?q=valley+region:georgia&from=2010-01-01", { viewport: SIZES.phone });
  assert.ok(await page.locator("#search--hits h3").first().evaluate((title) => title.getBoundingClientRect().bottom < innerHeight), "a result in sight");
  assert.equal(await page.locator(".facet:visible").count(), 0);
  assert.equal(await page.locator(".filters > summary").textContent(), "Filters (2)");
  await openFilters(page);
  const [from, to] = await page.locator(".limits input").evaluateAll((fields) => fields.map((field) => {
    const { left, right, top } = field.getBoundingClientRect();
    return { left, right, top };
  }));
  assert.deepEqual([from.left, from.right], [to.left, to.right]);
  assert.ok(to.top > from.top);
  // The number of each year is there without a pointer.
  assert.ok(await page.locator(".bars button:not([disabled]) .count:visible").count() > 1);
  await context.close();
  const laptop = await search("?q=valley");
  assert.ok(await laptop.page.locator(".facet:visible").count() > 2, "open where there is room");
  assert.equal(await laptop.page.locator(".filters > summary").textContent(), "Filters ");
  await laptop.context.close();
});

test("the lists follow the field at once, with script and without, and results take their place", async () => {
  const next = (page) => page.evaluate(() => {
    let after = document.getElementById("search--form").nextElementSibling;
    while (!after.getClientRects().length) after = after.nextElementSibling;
    return after.className;
  });
  for (const javaScriptEnabled of [true, false]) {
    const { context, page } = await search("", { javaScriptEnabled });
    assert.match(await next(page), /^finder/);
    await context.close();
  }
  const { context, page } = await search("?q=valley");
  assert.equal(await next(page), "results");
  await context.close();
});

test("a date is written as on the site's other pages", async () => {
  const archive = await serve();
  const { context, page } = await search("?q=%D0%BF%D0%BE%D0%B3%D1%80%D0%B0%D0%BD%D0%B8%D1%87%D0%BD%D0%B8%D0%BA%D0%B8", { origin: `${archive.origin}/ru` });
  await settled(page);
  const [date, href] = await page.locator("#search--hits li").first()
    .evaluate((hit) => [hit.querySelector("time").textContent, hit.querySelector("a").href]);
  const html = text(new URL(href).pathname);
  assert.equal(date, /class="dates"><time[^>]*>([^<]+)/.exec(html)[1]);
  await context.close();
  archive.close();
});

test("results are sorted by date, and more of them come on demand", async () => {
  const { context, page } = await search("?q=valley&sort=oldest");
  await page.locator("#search--more").click();
  await page.waitForFunction(() => document.querySelectorAll("#search--hits li").length === 20);
  const days = await page.locator("#search--hits time").evaluateAll((times) => times.map((time) => time.dateTime));
  assert.deepEqual(days, [...days].sort());
  assert.equal(await page.evaluate(() => [...document.querySelectorAll("#search--hits h3 a")].indexOf(document.activeElement)), 10);
  await page.locator("#search--sort").selectOption("newest");
  await page.waitForFunction((first) => document.querySelector("#search--hits time").dateTime > first, days[0]);
  assert.equal(new URL(page.url()).searchParams.get("sort"), "newest");
  await context.close();
});

test("the last word is completed as in a combobox", async () => {
  const { context, page } = await search();
  const field = page.locator("#search--field");
  await field.pressSequentially("vall", { delay: 10 });
  await page.locator("#search--options li").first().waitFor();
  assert.equal(await field.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const active = await field.getAttribute("aria-activedescendant");
  const option = await page.locator(`#${active}`).textContent();
  assert.ok(option.startsWith("vall"), option);
  await page.keyboard.press("Enter");
  await page.waitForFunction((text) => document.getElementById("search--field").value === `${text} `, option);
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  await field.press("Backspace");
  await field.press("Backspace");
  await page.locator("#search--options li").first().waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#search--options li:visible").count(), 0);
  assert.ok((await field.inputValue()).length > 3, "Escape closes the list and keeps the text");
  await context.close();
});

test("a slip is corrected, and where nothing is found help and lists stand", async () => {
  const { context, page } = await search("?q=vallley");
  assert.equal(await page.locator("p", { has: page.locator(".meant") }).textContent(), "Did you mean valley?");
  await page.locator(".meant").click();
  await answered(page, /\d/);
  assert.ok((await titles(page)).length > 0);
  await page.locator("#search--field").fill("xyzzyxyzzy ");
  await answered(page, /No results/);
  assert.match(await page.locator("#search--notes").textContent(), /Check the spelling.*xyzzyxyzzy/);
  assert.ok((await page.locator(".finder:visible").count()) > 2);
  await page.locator("#search--field").fill("");
  await page.waitForFunction(() => document.getElementById("search--found").hidden);
  assert.equal(new URL(page.url()).search, "");
  await context.close();
});

test("nothing that is typed becomes markup", async () => {
  for (const typed of ["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "\u202eabc", "the <b>", "😀 ".repeat(3_000)]) {
    const { context, page, seen } = await search();
    await page.locator("#search--field").fill(typed);
    await page.waitForFunction(() => !document.getElementById("search--found").hidden);
    await answered(page);
    assert.equal(await page.locator("main img[src=x], main script, #search--found b").count(), 0, typed);
    assert.deepEqual(seen.console, []);
    await context.close();
  }
});

test("the policy stops nothing through a whole search, and would have told", async () => {
  let broken = false;
  const { context, page, seen } = await search("", { prepare: (context) =>
    context.route(/search-index\/..\//, (route) => (broken ? route.fulfill({ status: 404, body: "gone" }) : route.continue())) });
  const field = page.locator("#search--field");
  // Words, a completion, facets, dates, an order, more results, a slip, nothing found, a fault and its end.
  await field.pressSequentially("vall", { delay: 10 });
  await page.locator("#search--options li").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await settled(page);
  await openFilters(page);
  await page.locator("[data-dimension=region] label", { hasText: "Georgia" }).locator("input").check();
  await page.waitForURL(/region/);
  await page.locator(".bars button:not([disabled])").first().click();
  await page.waitForURL(/from=/);
  await page.locator("#search--from").fill("");
  await page.locator("#search--to").fill("2015-06-30");
  await page.waitForURL(/to=2015-06-30/);
  await page.locator("#search--sort").selectOption("oldest");
  await page.waitForURL(/sort=oldest/);
  await field.fill("valley ");
  await page.locator("#search--more").click();
  await page.locator("#search--hits li").nth(10).waitFor();
  await field.fill('"valley border" vallley ');
  await page.locator(".meant").click();
  await page.locator("#search--notes", { hasText: "side by side or not" }).waitFor();
  await field.fill("xyzzyxyzzy ");
  await answered(page, /No results/);
  await page.goBack();
  await answered(page);
  broken = true;
  await page.goto(`${served.origin}/search/?q=mountain`);
  await answered(page, /could not be loaded/);
  broken = false;
  await page.locator("#search--status button").click();
  await answered(page);
  assert.deepEqual(seen.console.filter((line) => !/Failed to load resource/.test(line)), []);
  assert.deepEqual(stopped, []);
  await page.evaluate(() => document.body.setAttribute("style", "color: red"));
  // By the policy of the header, and by that of the page.
  while (stopped.length < 2) await page.waitForTimeout(50);
  assert.deepEqual(stopped.splice(0), ["style-src-attr inline", "style-src-attr inline"]);
  await context.close();
});

test("below a path, in another language, and where the host decompresses", async () => {
  // As a site below a path has its addresses.
  const moved = temporary("search-below-");
  cpSync(built, moved, { recursive: true });
  const path = join(moved, "search/index.html");
  writeFileSync(path, readFileSync(path, "utf8").replace(/(href|src|action)="\//g, '$1="/archive/'));
  for (const name of readdirSync(join(moved, "search-index"), { recursive: true }).filter((name) => name.endsWith(".bin"))) {
    const file = join(moved, "search-index", name);
    writeFileSync(file, gunzipSync(readFileSync(file)));
  }
  const below = await serve(moved, "/archive");
  const { context, page, seen } = await search("?q=valley", { origin: below.origin });
  assert.equal((await titles(page)).length, 10);
  await settled(page);
  assert.deepEqual([seen.console, seen.failed], [[], []]);
  await context.close();
  below.close();
  const russian = await search("?q=the", { origin: `${served.origin}/ru` });
  assert.match(await status(russian.page), /^Найдено: \d+/);
  const href = await russian.page.locator("#search--hits h3 a").first().getAttribute("href");
  assert.ok(existsSync(join(built, new URL(href).pathname, "index.html")), href);
  await russian.context.close();
});

test("after a deploy the root is fetched again, once", async () => {
  let stale = true;
  const { context, page } = await search("?q=valley", { prepare: (context) => context.route(/search-index\//, async (route) => {
    const isRoot = route.request().url().endsWith("root.bin");
    if (isRoot && !stale) stale = undefined;
    if (isRoot || stale === undefined) return route.continue();
    stale = false;
    return route.fulfill({ status: 404, body: "gone" });
  }) });
  assert.equal(stale, undefined);
  assert.equal((await titles(page)).length, 10);
  await context.close();
});

test("the first query of two words takes the root, two ranges, two blocks and the cards at most", async () => {
  const sizes = [];
  const { context } = await search("", { prepare: async (context) => {
    const page = await context.newPage();
    page.on("response", async (response) => /search-index\/|search\..*js/.test(response.url()) && sizes.push((await response.request().sizes()).responseBodySize));
    await page.goto(`${served.origin}/search/?q=valley+river`);
    await settled(page);
    await page.waitForTimeout(300);
  } });
  assert.ok(sizes.length <= 16 && sizes.length > 4, `${sizes.length} requests`);
  console.log(`# ${sizes.length} requests, ${sizes.reduce((a, b) => a + b, 0)} bytes of script and index`);
  await context.close();
});

test("in a folder it is said why search does not work, and the lists do", async () => {
  const moved = temporary("search-folder-");
  cpSync(built, moved, { recursive: true });
  const path = join(moved, "search/index.html");
  writeFileSync(path, readFileSync(path, "utf8").replace(/(href|src|action)="\//g, '$1="../'));
  const context = await browser.newContext();
  const { page } = await open(context, `file://${path}?q=valley`);
  await page.locator("#search--off").waitFor();
  assert.match(await page.locator("#search--off").textContent(), /opened from a folder/);
  assert.ok((await page.locator(".finder:visible").count()) > 2);
  await context.close();
});

for (const [name, fault, said] of [
  ["a missing file", (route) => route.fulfill({ status: 404, body: "gone" }), /could not be loaded/],
  ["a damaged file", (route) => route.fulfill({ body: Buffer.from("gsx\u0001T\u0001") }), /damaged/],
  ["a lost connection", (route) => route.abort(), /could not be loaded/],
]) {
  test(`${name} is told, with lists below and a way to try again`, async () => {
    const faulty = { is: true };
    const prepare = (context) => context.route(/search-index\/..\//, (route) => (faulty.is ? fault(route) : route.continue()));
    const { context, page, seen } = await search("", { prepare });
    await page.locator("#search--field").fill("valley");
    await answered(page, said);
    assert.ok((await page.locator(".finder:visible").count()) > 2);
    assert.deepEqual(seen.console.filter((line) => line.startsWith("error: ")).filter((line) => !/Failed to load resource/.test(line)), []);
    faulty.is = false;
    await page.locator("#search--status button").click();
    await answered(page, /\d/);
    assert.equal((await titles(page)).length, 10);
    await context.close();
  });
}

test("a browser without decompression is told so", async () => {
  const { context, page } = await search("", { prepare: (context) => context.addInitScript("delete globalThis.DecompressionStream") });
  await page.locator("#search--field").fill("valley");
  await answered(page, /too old/);
  assert.ok((await page.locator(".finder:visible").count()) > 2);
  await context.close();
});

test("without script the lists stand, and it is said why", async () => {
  const { context, page } = await search("", { javaScriptEnabled: false });
  assert.ok((await page.locator(".finder:visible").count()) > 2);
  assert.match(await page.locator("#search--off").textContent(), /JavaScript/);
  assert.equal(await page.locator("#search--found:visible").count(), 0);
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test(`axe finds nothing, ${colorScheme}, ${size}`, async () => {
      const { context, page } = await search("?q=valley+region:georgia", { viewport, colorScheme });
      await settled(page);
      await openFilters(page);
      assert.deepEqual(await violations(page), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "no sideways scrolling");
      const field = page.locator("#search--field");
      await field.fill("");
      await field.pressSequentially("va", { delay: 10 });
      await page.locator("#search--options li").first().waitFor();
      assert.deepEqual(await violations(page), []);
      await context.close();
    });
  }
}
