// Everything can be reached and used by keyboard alone, with script and without.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SIZES, launch, open } from "./browser.mjs";
import { kinds, serve } from "./site.mjs";

let browser, site;
before(async () => ([browser, site] = [await launch(), await serve()]));
after(async () => (await browser?.close(), site?.close()));

/** Presses Tab until `is` holds of the focused element. */
async function tabTo(page, is, most = 120) {
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(is)) return;
  }
  assert.fail(`not reached by ${most} times Tab: ${is}`);
}

/** Whether the focus can be seen: an outline or a shadow of its own. */
const focusShows = () => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
};

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with script" : "without script";
  // Without script the page itself cannot be asked; the debugger still can.
  const newContext = (size) => browser.newContext({ viewport: SIZES[size], javaScriptEnabled });

  test(`the skip link comes first and skips, ${how}`, async () => {
    const context = await newContext("laptop");
    const { page } = await open(context, site.origin + kinds().article);
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.matches("a.skip")));
    assert.ok(await page.evaluate(focusShows));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)));
    await context.close();
  });

  for (const size of Object.keys(SIZES)) {
    test(`every panel of the menu opens and closes, ${size}, ${how}`, async () => {
      const context = await newContext(size);
      const { page } = await open(context, site.origin + kinds().article);
      if (size === "phone") {
        await tabTo(page, () => document.activeElement.matches("button.menu-open"));
        await page.keyboard.press("Enter");
      }
      const panels = await page.locator("nav.menu details").count();
      assert.ok(panels >= 3, `${panels} panels`);
      for (let index = 0; index < panels; index++) {
        const details = page.locator("nav.menu details").nth(index);
        await details.locator("> summary").focus();
        assert.ok(await page.evaluate(focusShows));
        await page.keyboard.press("Enter");
        assert.notEqual(await details.getAttribute("open"), null, "opened");
        const reached = await details.locator("a, input, button").first().isVisible();
        assert.ok(reached, "what is in the panel is shown");
        await details.locator("> summary").focus();
        await page.keyboard.press("Enter");
        assert.equal(await details.getAttribute("open"), null, "closed");
      }
      if (size === "phone") {
        await page.keyboard.press("Escape");
        assert.ok(!(await page.locator("nav.menu").isVisible()), "Escape closes the sheet");
      }
      await context.close();
    });
  }

  test(`from the head of a list through all of its pages, ${how}`, async () => {
    const context = await newContext("laptop");
    const { page } = await open(context, site.origin + kinds().region);
    const seen = [new URL(page.url()).pathname];
    while (await page.locator("nav.pager a[rel=next]").count()) {
      await page.locator("nav.pager a[rel=next]").focus();
      assert.ok(await page.evaluate(focusShows));
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      seen.push(new URL(page.url()).pathname);
      assert.ok(seen.length < 50);
    }
    assert.ok(seen.length > 1 && seen.at(-1).endsWith("/page/1/"), seen.join(" "));
    await context.close();
  });
}

test("pictures of a gallery open, change and close; the focus comes back", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const { page } = await open(context, site.origin + kinds().gallery);
  const first = page.locator("section.gallery a").first();
  await first.focus();
  await page.keyboard.press("Enter");
  const dialog = page.locator("dialog[open]");
  await dialog.waitFor();
  const shown = () => dialog.locator("img").first().getAttribute("src");
  const one = await shown();
  await page.keyboard.press("ArrowRight");
  const two = await shown();
  assert.notEqual(one, two, "the arrow shows the next picture");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await shown(), one);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  assert.ok(await first.evaluate((link) => link === document.activeElement), "the focus comes back");
  await context.close();
});

test("without script a picture of a gallery opens by itself", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop, javaScriptEnabled: false });
  const { page } = await open(context, site.origin + kinds().gallery);
  await page.locator("section.gallery a").first().focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(page.url(), /\.(jpe?g|png|webp)$/);
  await context.close();
});

test("what is typed in the menu's search is found by name on the page of search", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const { page } = await open(context, site.origin + kinds().home);
  const panel = page.locator("nav.menu details:has(input)");
  await panel.locator("> summary").focus();
  await page.keyboard.press("Enter");
  await panel.locator("input").fill("georg");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(new URL(page.url()).pathname, "/search/");
  await page.locator(".finder .found > a:visible").first().waitFor();
  const visible = await page.locator("main a:visible").allTextContents();
  assert.ok(visible.some((text) => text.includes("Georgia")), visible.join(", "));
  assert.ok(!visible.some((text) => text === "Armenia"), "what does not fit is left out");
  await context.close();
});

test("an old address with a query leads to its article", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const page = await context.newPage();
  await page.goto(site.origin + "/story.php?id=1190");
  await page.waitForURL(/\/2018\//, { timeout: 5000 });
  assert.equal(await page.locator("h1").count(), 1);
  await context.close();
});

test("a citation is copied, and an article for others to publish without its pictures", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop, permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = await open(context, site.origin + kinds().article);
  for (const box of ["details.cite", "details.republish"]) {
    const details = page.locator(box);
    if (box === "details.republish" && (await details.count()) === 0) continue;
    await details.locator("> summary").focus();
    await page.keyboard.press("Enter");
    await details.locator("button").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForTimeout(100);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.length > 40 && !copied.includes("<img"), `${box}: ${copied}`);
  }
  await context.close();
});
