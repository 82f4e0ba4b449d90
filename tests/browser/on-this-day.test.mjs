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

test("what the page shows already is not shown again, and without anything left there is no heading", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${site.origin}/`);
  const path = new URL(await page.locator("main .top h3 a").evaluate((link) => link.href)).pathname;
  await page.context().close();
  const { isShown, links } = await home("2026-11-30", { 30: [{ year: 2001, href: `.${path}`, title: "Lead" }] });
  assert.deepEqual([isShown, links], [false, []]);
});

test("without the file the page is as it was", async () => {
  assert.equal((await home("2026-11-30", {}, 404)).isShown, false);
});

test("the archive's own files", async () => {
  const answer = await fetch(`${site.origin}/day-index/en/08.json`);
  const days = await answer.json();
  for (const { href, year, title } of Object.values(days).flat()) {
    assert.ok(title);
    const page = await fetch(new URL(href, `${site.origin}/`));
    assert.equal(page.status, 200, href);
    assert.ok((await page.text()).includes(`datetime="${year}-08-`), href);
  }
});
