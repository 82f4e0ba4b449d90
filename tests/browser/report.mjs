// The figures of the theme as tables: scores of Lighthouse (performance: the best of five), violations of axe, messages of
// the Nu HTML checker, and what pages weigh: node report.mjs, or of another archive SITE=DIR node report.mjs ADDRESS…

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { SIZES, launch, open } from "./browser.mjs";
import { messages as check } from "./checker.mjs";
import { KINDS, measure } from "./lighthouse.mjs";
import { kinds, pages, serve, text } from "./site.mjs";

const RUNS = Number(process.env.RUNS ?? 5);
const given = process.argv.slice(2);
const all = given.length ? Object.fromEntries(given.map((address) => [address, address])) : kinds();
const site = await serve();

const lighthouse = {};
for (const kind of given.length ? given : KINDS) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    runs.push(await measure(site.origin + all[kind], ["performance", "accessibility", "best-practices", "seo"]));
  }
  const sum = (run) => Object.values(run.scores).reduce((all, score) => all + score, 0);
  const best = runs.reduce((a, b) => (sum(b) > sum(a) ? b : a));
  lighthouse[kind] = { ...best.scores, shift: best.shift, requests: best.requests, bytes: best.bytes };
}
console.log(`Lighthouse, mobile, best of ${RUNS}`);
console.table(lighthouse);

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await launch();
const violations = {};
for (const [kind, address] of Object.entries(all)) {
  violations[kind] = {};
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
      const { page } = await open(context, site.origin + address);
      await page.evaluate(axe);
      const found = await page.evaluate(() => axe.run(document));
      violations[kind][`${size} ${colorScheme}`] = found.violations.map((v) => v.id).join(" ") || 0;
      await context.close();
    }
  }
}
await browser.close();
console.log("axe: violations of all its rules");
console.table(violations);

const checked = pages();
const messages = {};
for (const said of check(checked)) {
  const message = said.replace(/^[^ ]* /, "");
  messages[message] = (messages[message] ?? 0) + 1;
}
const count = Object.values(messages).reduce((sum, times) => sum + times, 0);
console.log(`Nu HTML checker: ${count} messages on ${checked.length} pages`);
if (count) console.table(Object.fromEntries(Object.entries(messages).sort((a, b) => b[1] - a[1]).slice(0, 20)));

const weights = {};
const packed = (address) => gzipSync(text(address)).length;
for (const [kind, address] of Object.entries(all)) {
  const html = text(address);
  const of = (pattern) => [...html.matchAll(pattern)].map((m) => m[1]).reduce((sum, name) => sum + packed(name), 0);
  weights[kind] = {
    html: Buffer.byteLength(html),
    "html packed": packed(address),
    "style packed": of(/<link rel="stylesheet" href="([^"]+)"/g),
    "script packed": of(/<script[^>]* src="([^"]+)"/g),
  };
}
console.log("Bytes of pages");
console.table(weights);
site.close();
