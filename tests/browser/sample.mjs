// Every so manieth article of a large archive as readers get it: axe, messages, requests elsewhere, what moves and what is
// wider than the page: SITE=DIR EVERY=20 node sample.mjs

import { SIZES, launch, open } from "./browser.mjs";
import { violations } from "./axe.mjs";
import { pages, serve, text } from "./site.mjs";

const EVERY = Number(process.env.EVERY ?? 20);
const articles = pages().filter((address) => / page-article|"page-article/.test(text(address)));
const sample = articles.filter((_, at) => at % EVERY === 0);

const site = await serve();
const browser = await launch();
/** What was found: the finding, and the pages it is on. */
const found = new Map();
const note = (finding, address) => found.set(finding, (found.get(finding) ?? new Set()).add(address));

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
    for (const address of sample) {
      const { page, seen } = await open(context, site.origin + address);
      for (const violation of await violations(page)) {
        const [rule, places] = violation.split(/: (.*)/);
        note(`axe ${rule}`, `${address} ${size} ${colorScheme} ${places}`);
      }
      for (const message of seen.console) note(`console ${message}`, address);
      for (const url of seen.requests.filter((url) => !url.startsWith(site.origin))) note(`request ${url}`, address);
      for (const failed of seen.failed) note(`failed ${failed}`, address);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) note("wider than the page", `${address} ${size} by ${wide}px`);
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
site.close();

const combinations = Object.keys(SIZES).length * 2;
console.log(`${sample.length} of ${articles.length} articles, each in ${combinations} combinations of width and colours`);
for (const [finding, places] of [...found].sort()) {
  const named = new Set([...places].map((place) => place.split(" ")[0]));
  console.log(`${finding}: ${named.size} pages`);
  for (const address of named) console.log(`  ${[...places].find((place) => place.startsWith(address))}`);
}
if (!found.size) console.log("nothing found");
