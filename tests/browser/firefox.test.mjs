// The page of search in Firefox: the program's answers in the program's order, and all that readers do there.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { launch, open } from "./firefox.mjs";
import { fixture, lookedInto, phrases, queries } from "./search-fixture.mjs";
import { agree, answer, site } from "./search-site.mjs";
import { serve } from "./site.mjs";

const built = site();
let browser, served;
before(async () => ([browser, served] = [await launch(), await serve(built)]));
after(async () => (await browser?.close(), served?.close()));

/** Opens the page of search at an address below it, and waits for its answer. */
async function search(query = "") {
  const opened = await open(browser, `${served.origin}/search/${query}`);
  if (query) await answered(opened.page);
  return opened;
}
const answered = (page, is = /\d|No results/) =>
  page.waitForFunction((source) => new RegExp(source).test(document.getElementById("search--status").textContent), {}, is.source);
const all = (page, selector) => page.$$eval(selector, (elements) => elements.map((element) => element.textContent));
const one = (page, selector) => page.$eval(selector, (element) => element.textContent);
const value = (page) => page.$eval("#search--field", (field) => field.value);
const parameter = (page, name) => new URL(page.url()).searchParams.get(name);
/** Ends a page, and says whether it has had nothing to tell. */
async function end({ context, seen }) {
  await context.close();
  assert.deepEqual(seen, { console: [], failed: [] });
}

/** The program's answer to a query as it is typed. */
const program = (query) => fixture([{ query, sort: "relevance", days: null, offset: 0, limit: 10, facet: null }]).answers[0];

test("400 queries have the same answers as in the program", async () => {
  const asked = queries(built, 400, 43);
  const { answers } = fixture(asked);
  const opened = await search();
  const given = await opened.page.evaluate(answer, asked);
  const found = agree(given, answers, asked);
  assert.ok(found > 240, `${found} find something`);
  await end(opened);
});

test("what is typed has the program's ten results in its order, with the words marked, and the address says it", async () => {
  const opened = await search();
  const { page } = opened;
  await page.type("#search--field", "valley border");
  await answered(page, /^Results: \d+$/);
  await page.waitForFunction(() => new URL(location).searchParams.get("q") === "valley border");
  const { total, hits } = program("valley border");
  await answered(page, new RegExp(`: ${total}$`));
  assert.equal(hits.length, 10);
  assert.deepEqual(await all(page, "#search--hits h3"), hits.map(({ title }) => title));
  await page.waitForSelector("#search--hits .quote mark");
  const marks = await all(page, "#search--hits mark");
  assert.ok(marks.length > 5 && marks.every((mark) => /^(valley|border)/i.test(mark)), marks.join());
  await end(opened);
});

test("a region and a year narrow, and going back widens again", async () => {
  const opened = await search("?q=valley");
  const { page } = opened;
  await page.click("[data-dimension=region] summary");
  const box = await page.waitForSelector("[data-dimension=region] input[value=georgia]");
  const count = await box.evaluate((input) => Number(input.parentElement.querySelector(".count").textContent));
  assert.ok(count > 0);
  await box.click();
  await answered(page, new RegExp(`: ${count}$`));
  assert.equal(parameter(page, "q"), "region:georgia valley");
  await page.click("[data-dimension=year] summary");
  const bar = await page.waitForSelector(".bars button:not([disabled])");
  const [year, n] = (await bar.evaluate((bar) => bar.textContent)).split(": ");
  await bar.click();
  await answered(page, new RegExp(`: ${n}$`));
  assert.equal(parameter(page, "from"), `${year}-01-01`);
  const days = await page.$$eval("#search--hits time", (times) => times.map((time) => time.dateTime));
  assert.ok(days.length > 0 && days.every((day) => day.startsWith(year)), days.join());
  await page.goBack();
  await answered(page, new RegExp(`: ${count}$`));
  await page.goBack();
  await page.waitForFunction(() => document.getElementById("search--field").value === "valley");
  await end(opened);
});

test("a phrase finds the articles in which its words stand side by side", async () => {
  const [{ phrase, having, hits }] = phrases(built, 1);
  const [looked, shown] = lookedInto(hits, having, 1);
  const opened = await search(`?q=%22${phrase.replace(" ", "+")}%22+`);
  const { page } = opened;
  await answered(page, looked < hits.length ? new RegExp(`first ${looked} of`) : new RegExp(`^Results: ${shown.length}$`));
  assert.ok(shown.length > 0);
  assert.deepEqual(await all(page, "#search--hits h3"), shown);
  await end(opened);
});

test("where nothing is found help and lists stand, and a slip is corrected", async () => {
  const opened = await search("?q=xyzzyxyzzy+");
  const { page } = opened;
  await answered(page, /No results/);
  assert.match(await one(page, "#search--notes"), /Check the spelling.*xyzzyxyzzy/);
  const shown = await page.$$eval(".finder", (lists) => lists.filter((list) => list.checkVisibility()).length);
  assert.ok(shown > 2, `${shown} lists`);
  await page.$eval("#search--field", (field) => (field.value = ""));
  await page.type("#search--field", "vallley ");
  await page.waitForSelector(".meant");
  await page.click(".meant");
  await answered(page, /\d/);
  assert.equal(await value(page), "valley ");
  await end(opened);
});

test("the last word is completed by keyboard", async () => {
  const opened = await search();
  const { page } = opened;
  await page.type("#search--field", "vall");
  await page.waitForSelector("#search--options li");
  const state = (name) => page.$eval("#search--field", (field, name) => field.getAttribute(name), name);
  assert.equal(await state("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const option = await one(page, `#${await state("aria-activedescendant")}`);
  assert.match(option, /^vall/);
  await page.keyboard.press("Enter");
  assert.equal(await value(page), `${option} `);
  assert.equal(await state("aria-expanded"), "false");
  await answered(page, /^Results: \d+$/);
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.waitForSelector("#search--options:not([hidden]) li");
  await page.keyboard.press("Escape");
  assert.ok(await page.$eval("#search--options", (list) => list.hidden));
  assert.equal(await value(page), option.slice(0, -1), "Escape closes the list and keeps the text");
  await end(opened);
});

test("the address of a search restores it", async () => {
  const opened = await search("?q=region%3Ageorgia+valley&sort=oldest&from=2008-01-01&to=2015-12-31");
  const { page } = opened;
  assert.equal(await value(page), "region:georgia valley");
  assert.deepEqual(
    await page.evaluate(() => ["sort", "from", "to"].map((name) => document.getElementById(`search--${name}`).value)),
    ["oldest", "2008-01-01", "2015-12-31"],
  );
  const days = await page.$$eval("#search--hits time", (times) => times.map((time) => time.dateTime));
  assert.ok(days.length > 1 && days.every((day) => day >= "2008" && day < "2016"), days.join());
  assert.deepEqual(days, [...days].sort());
  const titles = await all(page, "#search--hits h3");
  await page.reload();
  await answered(page);
  assert.deepEqual(await all(page, "#search--hits h3"), titles);
  await end(opened);
});

test("what the policy stops is seen by these tests", async () => {
  const { context, page, seen } = await search();
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = 'taken over'" }));
  });
  for (let tries = 0; !seen.console.length && tries < 100; tries += 1) await setTimeout(100);
  assert.notEqual(await page.title(), "taken over");
  assert.match(seen.console.join(), /policy: script-src-elem inline/);
  await context.close();
});
