// What a search takes in a browser: bytes, requests and time, by Chromium's own account.
//
//     node benches/search-browser.mjs REQUEST.json
//
// The request is {"origin", "queries": [[first, next], …], "phones"} or {"origin", "pagefind": true, "queries", "judged": [text, …]}, each with the "log" of the server; the answer is
// JSON on standard output. tests/browser/ has the browser.

import { readFileSync } from "node:fs";
import { SIZES, launch } from "../tests/browser/browser.mjs";

const request = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { origin } = request;

// 4G as Lighthouse throttles it, and a phone's processor.
const LINE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const SLOWER = 4;
// A reader of the page waits as long as the script does after a key.
const PATIENCE = 120_000;

/** A page of its own with nothing cached. */
async function fresh(browser, viewport = SIZES.laptop) {
  const context = await browser.newContext({ viewport, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  return { context, page, line };
}

/** What the server has sent so far, by its own log: the browser's account of a page has nothing of what a worker fetches. */
const sent = () => readFileSync(request.log, "utf8").split("\n").filter(Boolean).map((line) => {
  const [url, body, total] = line.split(" ");
  return { url, body: Number(body), total: Number(total) };
});

/** The sum of what was sent for addresses that `is` says. */
const sum = (done, is) => {
  const own = done.filter(({ url }) => is(url));
  return { requests: own.length, bytes: own.reduce((sum, { body }) => sum + body, 0), transferred: own.reduce((sum, { total }) => sum + total, 0) };
};
const isIndex = (url) => url.includes("/search-index/");
/** The script of search: what every page of the theme loads has mostly come with another page. */
const isScript = (url) => /\/search\.[^/]*js(\?|$)/.test(url);

/** Notes when results are shown. */
const watch = () => {
  globalThis.shown = [];
  document.addEventListener("DOMContentLoaded", () => {
    const hits = document.getElementById("search--hits");
    new MutationObserver(() => hits.children.length && globalThis.shown.push(performance.now())).observe(hits, { childList: true });
  });
};
/** Types a query and waits for its results: when it was typed and when they were shown, and when the last file had come. */
async function ask(page, text) {
  const started = await page.evaluate((text) => {
    globalThis.shown = [];
    const field = document.getElementById("search--field");
    field.focus();
    field.value = text;
    const started = performance.now();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return started;
  }, text);
  await page.waitForFunction(() => globalThis.shown.length > 0);
  const { shown, last } = await page.evaluate(() => ({
    shown: globalThis.shown[0],
    last: Math.max(...performance.getEntriesByType("resource").filter(({ name }) => name.includes("/search-index/")).map(({ responseEnd }) => responseEnd)),
  }));
  return { typed: shown - started, after: shown - last };
}
// What the browser tells of the network may come after what the page shows.
const settled = (page) => page.waitForTimeout(300);

/** A first query with nothing cached, and the next one. */
async function first(browser, [text, next]) {
  const { context, page } = await fresh(browser);
  await page.addInitScript(watch);
  const start = sent().length;
  await page.goto(`${origin}/search/`);
  await settled(page);
  const opened = sent().slice(start);
  const asked = await ask(page, text);
  await settled(page);
  const found = sent().slice(start + opened.length);
  const again = await ask(page, next);
  await settled(page);
  const more = sent().slice(start + opened.length + found.length);
  await context.close();
  // The page loads the root when it has nothing else to do.
  const [script, index] = [sum(opened, isScript), sum([...opened, ...found], isIndex)];
  const both = Object.fromEntries(Object.keys(index).map((key) => [key, index[key] + script[key]]));
  const files = [...opened, ...found].map(({ url }) => url).filter(isIndex);
  const address = opened.map(({ url }) => url).find((url) => /\/search\.[^/]*js/.test(url));
  return { query: text, page: sum(opened, () => true), script, index, first: both, next: sum(more, isIndex), after: asked.after, again, files, address };
}

/** The time of all steps of a query in a page that has just been opened, with every byte at hand. */
async function worked(browser, { query, files, address }) {
  const { context, page } = await fresh(browser);
  await page.goto(`${origin}/search/`);
  const time = await page.evaluate(async ([query, files, address]) => {
    const { open, parse } = await import(address);
    const bytes = new Map();
    for (const file of files) bytes.set(file.split("/search-index/")[1], new Uint8Array(await (await fetch(file)).arrayBuffer()));
    const start = performance.now();
    const searcher = await open(async (path) => bytes.get(path));
    const result = await searcher.rank(parse(query, searcher.dimensions));
    await searcher.hits(result, "", 0, 10);
    return performance.now() - start;
  }, [query, files, address]);
  await context.close();
  return time;
}

/** A phone: from the address of a search to its first result, and from typing on a page that is open. */
async function phone(browser, [text]) {
  const throttled = async () => {
    const opened = await fresh(browser, SIZES.phone);
    await opened.page.addInitScript(watch);
    await opened.line.send("Network.emulateNetworkConditions", LINE);
    await opened.line.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    return opened;
  };
  const linked = await throttled();
  await linked.page.goto(`${origin}/search/?q=${encodeURIComponent(text)}`, { waitUntil: "commit" });
  await linked.page.waitForFunction(() => globalThis.shown?.length > 0);
  const opened = await linked.page.evaluate(() => globalThis.shown[0]);
  await linked.context.close();
  const typing = await throttled();
  await typing.page.goto(`${origin}/search/`);
  await typing.page.waitForLoadState("networkidle");
  const { typed } = await ask(typing.page, text);
  await typing.context.close();
  return { opened, typed };
}

/** A first query by Pagefind with ten results, and the next one. */
async function pagefind(browser, [text, next]) {
  const { context, page } = await fresh(browser);
  await page.goto(`${origin}/robots.txt`);
  await settled(page);
  const ask = (text) => page.evaluate(async (text) => {
    const found = await (await import("/pagefind/pagefind.js")).search(text);
    const data = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
    return { total: found.results.length, addresses: data.map(({ url }) => url) };
  }, text);
  const asked = [];
  for (const query of [text, next]) {
    const begin = sent().length;
    await ask(query);
    await settled(page);
    asked.push(sum(sent().slice(begin), () => true));
  }
  await context.close();
  return { query: text, first: asked[0], next: asked[1] };
}

/** Pagefind's ten best for each query. */
async function judged(browser, texts) {
  const { context, page } = await fresh(browser);
  await page.goto(`${origin}/robots.txt`);
  const found = await page.evaluate(async (texts) => {
    const pagefind = await import("/pagefind/pagefind.js");
    const found = [];
    for (const text of texts) {
      const { results } = await pagefind.search(text);
      const data = await Promise.all(results.slice(0, 10).map((result) => result.data()));
      found.push({ total: results.length, addresses: data.map(({ url }) => url) });
    }
    return found;
  }, texts);
  await context.close();
  return found;
}

const browser = await launch();
const each = async (list, act) => {
  const all = [];
  for (const one of list) all.push(await act(browser, one));
  return all;
};
let answer;
if (request.pagefind) {
  answer = { queries: await each(request.queries, pagefind), judged: await judged(browser, request.judged) };
} else {
  const queries = await each(request.queries, first);
  const times = await each(queries, worked);
  queries.forEach((query, i) => Object.assign(query, { worked: times[i], files: query.files.length }));
  answer = { queries, phones: await each(request.queries.slice(0, request.phones), phone) };
}
await browser.close();
process.stdout.write(JSON.stringify(answer));
