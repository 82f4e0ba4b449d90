// No violation that axe finds, on every kind of page: light and dark, phone and laptop, menus closed and open.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { SIZES, launch, open, openFilters, quoted } from "./browser.mjs";
import { kinds, serve } from "./site.mjs";

const LONG = process.env.LONG === "1";
/** The kinds that are looked at in every combination; all others light on a laptop and dark on a phone. */
const FULL = ["home", "article", "article-ru", "region", "author", "archive", "gallery", "podcast", "search", "search-results", "not-found"];
let browser, site;
before(async () => ([browser, site] = [await launch(), await serve()]));
after(async () => (await browser?.close(), site?.close()));

/** What opens on the page of search: what narrows results, and completions. */
async function inSearch(page) {
  if (await openFilters(page)) assert.deepEqual(await violations(page), [], "facets");
  await page.locator("#search--field").fill("");
  await page.locator("#search--field").pressSequentially("ri", { delay: 10 });
  await page.locator("#search--options li").first().waitFor();
  await page.keyboard.press("ArrowDown");
  assert.deepEqual(await violations(page), [], "completions");
  await page.keyboard.press("Escape");
}

for (const [kind, address] of Object.entries(kinds())) {
  for (const colorScheme of ["light", "dark"]) {
    for (const size of Object.keys(SIZES)) {
      const usual = (colorScheme === "light") === (size === "laptop");
      if (!LONG && !usual && !FULL.includes(kind)) continue;
      test(`${kind}, ${colorScheme}, ${size}`, async () => {
        // Without motion nothing is looked at while it fades in.
        const context = await browser.newContext({ viewport: SIZES[size], colorScheme, reducedMotion: "reduce" });
        const { page } = await open(context, site.origin + address);
        if (kind === "search-results") await quoted(page);
        assert.deepEqual(await violations(page), []);
        if (kind.startsWith("search")) await inSearch(page);
        if (size === "phone") await page.locator("button.menu-open").click();
        const panels = page.locator("nav.menu details > summary");
        for (let index = 0; index < (await panels.count()); index++) {
          if (index > 0 && !LONG && !FULL.includes(kind)) break;
          await panels.nth(index).click();
          assert.deepEqual(await violations(page), [], `panel ${index + 1}`);
          if (!(await panels.nth(index).isVisible())) break;
        }
        await context.close();
      });
    }
  }
}
