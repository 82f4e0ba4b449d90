// The home page of a closed archive: what was published on this day, in this month, or nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SIZES, launch } from "./browser.mjs";
import { serve } from "./site.mjs";

let browser, site;
before(async () => ([browser, site] = [await launch(), await serve()]));
after(async () => (await browser?.close(), site?.close()));

/** Opens the home page on a day, with a list in place of the month's own. */
async function home(day, list, status = 200) {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date(`${day}T12:00:00`));
  const asked = [];
  await page.route("**/day-index/**", (route) => {
    asked.push(new URL(route.request().url()).pathname);
    return route.fulfill({ status, contentType: "application/json", body: JSON.stringify(list) });
  });
  await page.goto(`${site.origin}/`, { waitUntil: "networkidle" });
  const box = page.locator("#on-this-day--box");
  const links = await box.locator("li").evaluateAll((items) =>
    items.map((item) => [item.querySelector("a").getAttribute("href"), item.textContent]));
  const [heading, isShown] = [await box.locator("h2").textContent(), await box.isVisible()];
  await context.close();
  return { asked, heading, isShown, links };
}

const article = (year, name = "a") => ({ year, href: `./${year}/11/${name}/`, title: `<b>${name}</b> of ${year}` });

test("this day's articles, oldest first, as text", async () => {
  const { asked, heading, isShown, links } = await home("2026-11-30", { 30: [article(2001), article(2004)], 29: [article(2002)] });
  assert.deepEqual(asked, ["/day-index/en/11.json"]);
  assert.ok(isShown);
  assert.equal(heading, "On this day");
  assert.deepEqual(links, [
    [`${site.origin}/2001/11/a/`, "<b>a</b> of 2001 2001"],
    [`${site.origin}/2004/11/a/`, "<b>a</b> of 2004 2004"],
  ]);
});

test("on a day without articles, the first of each day of the month", async () => {
  const { heading, links } = await home("2026-11-02", { 3: [article(2001), article(2002)], 9: [article(2003)] });
  assert.equal(heading, "In this month");
  assert.deepEqual(links.map(([href]) => href), [`${site.origin}/2001/11/a/`, `${site.origin}/2003/11/a/`]);
});

/** An article that the home page shows, as a list of a month has it. */
async function shown(where) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${site.origin}/`);
  const path = new URL(await page.locator(where).first().evaluate((link) => link.href)).pathname;
  await page.context().close();
  return { year: 2001, href: `.${path}`, title: "Shown" };
}

test("what the page has on top is not shown again, and without anything left there is no heading", async () => {
  for (const where of ["main .top h3 a", ".popular li a"]) {
    const { isShown, links } = await home("2026-11-30", { 30: [await shown(where)] });
    assert.deepEqual([isShown, links], [false, []], where);
  }
});

test("what is further down is shown on its day, and in its month where there is nothing else", async () => {
  const below = await shown(".column h4 a");
  const onDay = await home("2026-11-30", { 30: [below], 2: [article(2002)] });
  assert.deepEqual([onDay.heading, onDay.links.map(([href]) => href)], ["On this day", [new URL(below.href, `${site.origin}/`).href]]);
  const inMonth = await home("2026-11-30", { 29: [below], 2: [article(2002)] });
  assert.deepEqual([inMonth.heading, inMonth.links.map(([href]) => href)], ["In this month", [`${site.origin}/2002/11/a/`]]);
  const alone = await home("2026-11-30", { 29: [below] });
  assert.deepEqual([alone.heading, alone.links.length], ["In this month", 1]);
});

test("without the file the page is as it was", async () => {
  assert.equal((await home("2026-11-30", {}, 404)).isShown, false);
});

test("with the archive's own files something is shown on most days, and every file is there", async () => {
  for (const [path, least] of [["/", 366], ["/ru/", 150]]) {
    // The policy of the site lets no test run a script of its own.
    const context = await browser.newContext({ viewport: SIZES.laptop, bypassCSP: true });
    const page = await context.newPage();
    const missing = [];
    page.on("response", (response) => response.status() === 404 && missing.push(response.url()));
    await page.goto(site.origin + path, { waitUntil: "networkidle" });
    // The script runs once for each day of a leap year.
    const seen = await page.evaluate(async () => {
      const element = document.querySelector("script[src*=on-this-day]");
      const [source, address] = [await (await fetch(element.src)).text(), element.dataset.days];
      const box = document.getElementById("on-this-day--box");
      const days = [];
      for (let day = new Date(2028, 0, 1, 12); day.getFullYear() === 2028; day.setDate(day.getDate() + 1)) {
        box.querySelector("ul").replaceChildren();
        box.hidden = true;
        const now = +day;
        const Day = class extends Date { constructor(...given) { super(...(given.length ? given : [now])); } };
        const body = source.replace("document.currentScript.dataset", "{ days: address }").replace(/if \(location[^]*$/, "");
        await new Function("Date", "address", `${body}; return show();`)(Day, address);
        days.push(!box.hidden);
      }
      return days;
    });
    await context.close();
    assert.equal(seen.length, 366);
    assert.ok(seen.filter(Boolean).length >= least, `${path}: ${seen.filter(Boolean).length} days`);
    assert.deepEqual(missing, []);
  }
});

test("the archive's own files lead to articles", async () => {
  const answer = await fetch(`${site.origin}/day-index/en/08.json`);
  const days = await answer.json();
  for (const { href, year, title } of Object.values(days).flat()) {
    assert.ok(title);
    const page = await fetch(new URL(href, `${site.origin}/`));
    assert.equal(page.status, 200, href);
    assert.ok((await page.text()).includes(`datetime="${year}-08-`), href);
  }
});
