// Lighthouse in its mobile profile.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { program } from "./browser.mjs";

/** The kinds of pages it looks at. */
export const KINDS = ["home", "home-ru", "article", "article-ru", "region", "author", "archive", "gallery", "podcast", "search", "search-results", "not-found"];

/** How often a page is measured before it counts as one that cannot be, and how many milliseconds each time may take. */
const ATTEMPTS = 3;
const LIMIT = 90_000;

/**
 * The scores of a page (0 to 100) and what matters of its audits.
 *
 * Each run has a browser of its own that nothing else drives: one that Playwright attaches to as well may leave Lighthouse
 * waiting for an answer for minutes, and a page that failed stays open and slows the next. A run that hangs or fails, as
 * may happen on a busy machine, is ended with its browser and made anew.
 */
export async function measure(url, categories) {
  const said = [];
  while (said.length < ATTEMPTS) {
    const browser = await launch({ chromePath: program, chromeFlags: ["--headless=new", "--no-sandbox"], logLevel: "silent" });
    try {
      return figures(await within(LIMIT, run(browser.port, url, categories)));
    } catch (error) {
      said.push(error.message);
    } finally {
      browser.kill();
    }
  }
  throw new Error(`Lighthouse did not measure ${url}: ${said.join("; ")}`);
}

async function run(port, url, categories) {
  const { lhr } = await lighthouse(url, {
    port,
    output: "json",
    logLevel: "error",
    onlyCategories: categories,
    // The page for unknown addresses is served with its status, as it must be; all else is asked of it too.
    ignoreStatusCode: true,
    // It is not for search engines; and text pages of one machine have no certificate.
    skipAudits: url.endsWith("/404.html") ? ["http-status-code", "is-crawlable"] : [],
  });
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  const unmeasured = Object.values(lhr.categories).filter((category) => category.score === null);
  if (unmeasured.length) throw new Error(`no score for ${unmeasured.map((category) => category.id).join(", ")}`);
  return lhr;
}

/** The value of a promise, or an error if it takes more milliseconds than that. */
function within(limit, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limit / 1000} seconds`)), limit);
  });
  // What a run says after its time is over is no news: its browser is gone.
  promise.catch(() => {});
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function figures(lhr) {
  const scores = Object.fromEntries(Object.values(lhr.categories).map((c) => [c.id, Math.round(c.score * 100)]));
  const failed = Object.values(lhr.audits)
    .filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === "binary")
    .map((audit) => audit.id);
  const requests = lhr.audits["network-requests"]?.details?.items ?? [];
  return {
    scores,
    failed,
    shift: lhr.audits["cumulative-layout-shift"]?.numericValue ?? 0,
    requests: requests.length,
    bytes: requests.reduce((sum, request) => sum + (request.transferSize ?? 0), 0),
  };
}
