// Every kind of page as a picture, small and large, light and dark, and what opens on them:
// node screenshots.mjs [FOLDER [BEGINNING]], where only pictures with that beginning of their name are taken.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SIZES, launch, open, openFilters, quoted } from "./browser.mjs";
import { kinds, serve } from "./site.mjs";

const beginning = process.argv[3] ?? "";
const folder = process.argv[2] ?? new URL("../../docs/screenshots/", import.meta.url).pathname;
/** Longer pages are cut here, in pixels: what comes below looks alike. */
const LONGEST = 1800;

const openFacets = async (page) => {
  await openFilters(page);
  // One that has no values stays empty: there is nothing else to wait for.
  await page.waitForTimeout(400);
};

/** What a page shows only further down or after a click: by name the kind of page, what is done there, where it begins. */
const MORE = {
  "article-foot": { kind: "article", from: ".story > footer", act: (page) => page.locator(".fold > summary").first().click() },
  menu: {
    kind: "home",
    act: async (page) => {
      const sheet = page.locator("button.menu-open");
      if (await sheet.isVisible()) await sheet.click();
      await page.locator("nav.menu summary").first().click();
    },
    screen: true,
  },
  "search-narrowed": { kind: "search", query: "?q=region:caucasus+river&sort=newest", act: openFacets },
  "search-facets": { kind: "search-results", act: openFacets },
  "search-phrase": { kind: "search", query: "?q=%22river+market%22" },
  "search-none": { kind: "search", query: "?q=xyzzyxyzzy+" },
  "search-slip": { kind: "search", query: "?q=rivver+" },
  "search-completion": {
    kind: "search",
    act: async (page) => {
      await page.locator("#search--field").pressSequentially("ri", { delay: 10 });
      await page.locator("#search--options li").first().waitFor();
      await page.keyboard.press("ArrowDown");
    },
    screen: true,
  },
  "gallery-viewer": { kind: "gallery", act: (page) => page.locator(".gallery a").nth(1).click(), screen: true },
};

mkdirSync(folder, { recursive: true });
const [browser, site] = [await launch(), await serve()];
const found = kinds();
const views = [...Object.keys(found).map((kind) => [kind, { kind }]), ...Object.entries(MORE)];
for (const [name, { kind, query = "", act, from, screen }] of views.filter(([name]) => name.startsWith(beginning))) {
  const address = found[kind] + query;
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
      const { page } = await open(context, site.origin + address);
      // Pictures load when they come into sight: here, all at once.
      await page.evaluate(() => {
        for (const image of document.images) image.loading = "eager";
        return Promise.allSettled([...document.images].map((image) => image.decode())).then(() => undefined);
      });
      if (address.includes("?")) await quoted(page);
      await act?.(page);
      const y = from ? await page.evaluate((at) => document.querySelector(at).getBoundingClientRect().top + scrollY, from) : 0;
      const height = Math.min((await page.evaluate(() => document.documentElement.scrollHeight)) - y, LONGEST);
      const part = screen ? {} : { fullPage: true, clip: { x: 0, y, width: viewport.width, height } };
      await page.screenshot({ path: join(folder, `${name}-${viewport.width}-${colorScheme}.jpg`), type: "jpeg", quality: 50, ...part });
      await context.close();
    }
  }
}
await browser.close();
site.close();
