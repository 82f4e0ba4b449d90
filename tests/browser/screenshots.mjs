// Every kind of page as a picture, small and large, light and dark: node screenshots.mjs [FOLDER]

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SIZES, launch, open } from "./browser.mjs";
import { kinds, serve } from "./site.mjs";

const folder = process.argv[2] ?? new URL("../../docs/screenshots/", import.meta.url).pathname;
/** Longer pages are cut here, in pixels: what comes below looks alike. */
const LONGEST = 1800;

mkdirSync(folder, { recursive: true });
const [browser, site] = [await launch(), await serve()];
for (const [kind, address] of Object.entries(kinds())) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport, colorScheme });
      const { page } = await open(context, site.origin + address);
      // Pictures load when they come into sight: here, all at once.
      const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), LONGEST);
      await page.evaluate(() => {
        for (const image of document.images) image.loading = "eager";
        return Promise.allSettled([...document.images].map((image) => image.decode())).then(() => undefined);
      });
      const path = join(folder, `${kind}-${viewport.width}-${colorScheme}.jpg`);
      await page.screenshot({ path, type: "jpeg", quality: 50, fullPage: true, clip: { x: 0, y: 0, width: viewport.width, height } });
      await context.close();
    }
  }
}
await browser.close();
site.close();
