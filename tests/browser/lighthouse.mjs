// Lighthouse in its mobile profile.

import lighthouse from "lighthouse";
import { launch } from "./browser.mjs";

/** The kinds of pages it looks at. */
export const KINDS = ["home", "article", "article-ru", "region", "author", "archive", "gallery", "podcast", "not-found"];

/** A browser that Lighthouse can reach, and its port. */
export async function start() {
  const port = 9222 + (process.pid % 2000);
  return { browser: await launch([`--remote-debugging-port=${port}`]), port };
}

/** The scores of a page (0 to 100) and what matters of its audits. */
export async function measure(port, url, categories) {
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
