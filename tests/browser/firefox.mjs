// Firefox for the tests: Debian's, or the one that FIREFOX names, driven by WebDriver BiDi.

import { existsSync } from "node:fs";
import puppeteer from "puppeteer-core";

const program = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => path && existsSync(path));

/** Starts the browser, with a profile of its own that goes with it. */
export function launch() {
  if (!program) throw new Error("no Firefox: install it, or set FIREFOX to its path");
  // On a busy machine the start may take long: that is no fault of the page.
  return puppeteer.launch({ browser: "firefox", executablePath: program, timeout: 120_000, protocolTimeout: 180_000 });
}

/** Opens a page in a window of its own, with what it says, what it cannot load and what its policy stops collected in `seen`. */
export async function open(browser, url, { width = 1280, height = 900 } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height });
  page.setDefaultTimeout(60_000);
  const seen = { console: [], failed: [] };
  page.on("console", (message) => seen.console.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => seen.console.push(`error: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) seen.failed.push(`${response.status()} ${response.url()}`);
  });
  // What the policy stops is no message of the page, and Firefox tells of it nowhere else.
  await page.evaluateOnNewDocument(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(url, { waitUntil: "load" });
  return { context, page, seen };
}
