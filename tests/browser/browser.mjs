// A browser for the tests: Debian's Chromium, or the one that CHROMIUM names.

import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { chromium } from "playwright-core";

const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The program of the browser. */
export const program = candidates.find((path) => path && existsSync(path));

/** Starts the browser. */
export async function launch(args = []) {
  if (!program) throw new Error("no Chromium: install it, or set CHROMIUM to its path");
  // Tests run as root in containers, where Chromium's sandbox does not start; the pages are our own.
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", ...args] });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (...options) => {
    const context = await newContext(...options);
    const close = context.close.bind(context);
    // Chromium sometimes never tells that a window is closed: it ends with the browser.
    context.close = () => Promise.race([close(), setTimeout(10_000, undefined, { ref: false })]);
    return context;
  };
  return browser;
}

/** A phone and a laptop. */
export const SIZES = { phone: { width: 360, height: 780 }, laptop: { width: 1280, height: 900 } };

/** Waits until the page of search has answered the query of its address, with summaries and excerpts if it finds anything. */
export function quoted(page) {
  return page.waitForFunction(() => {
    const hits = [...document.querySelectorAll("#search--hits li")];
    const said = document.getElementById("search--status").textContent;
    return said && (hits.length ? hits.every((hit) => hit.querySelector(".quote, .summary")) : !document.getElementById("search--found").hidden);
  });
}

/** Opens all that narrows results, if there are results, and tells whether it did. */
export async function openFilters(page) {
  const closed = page.locator(".filters:visible:not([open]) > summary");
  if (await closed.count()) await closed.click();
  const facets = await page.locator(".facet:visible > summary").all();
  for (const facet of facets) await facet.click();
  if (facets.length) await page.locator(".bars").waitFor();
  return facets.length > 0;
}

/** Opens a page with what it says, asks for and stores collected in `seen`. */
export async function open(context, url) {
  const page = await context.newPage();
  // On a busy machine a page may wait long for its turn: that is no fault of the page.
  page.setDefaultNavigationTimeout(180_000);
  const seen = { console: [], requests: [], failed: [] };
  page.on("console", (message) => seen.console.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => seen.console.push(`error: ${error.message}`));
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("response", (response) => {
    if (response.status() >= 400 && response.url() !== url) seen.failed.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(url, { waitUntil: "load" });
  return { page, seen };
}
