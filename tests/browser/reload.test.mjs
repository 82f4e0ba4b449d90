// The preview's script, told by a made-up server which style sheets have changed: it loads those of the theme alone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";

const script = readFileSync(new URL("../../src/serve/reload.js", import.meta.url), "utf8");
const ORIGIN = "http://preview.example";
const OLD = "/theme/s.0123456789abcdef.css";
let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** What a page asks for, and how often it is loaded, where the server says that one style sheet became another. */
async function told(from, to) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked = [];
  let sent = false;
  await page.route(/./, (route) => {
    const url = route.request().url();
    asked.push(url.replace(ORIGIN, ""));
    if (url.endsWith("/page/")) {
      const head = `<link rel="stylesheet" href="${OLD}"><script src="/reload.js" data-page="x" defer></script>`;
      return route.fulfill({ contentType: "text/html", body: `<!doctype html><head>${head}</head>` });
    }
    if (url.endsWith("reload.js")) return route.fulfill({ contentType: "text/javascript", body: script });
    if (url.includes("/_preview/events")) {
      const body = sent ? "" : `event: styles\ndata: ${JSON.stringify({ page: "y", styles: [[from, to]] })}\n\n`;
      sent = true;
      return route.fulfill({ contentType: "text/event-stream", body });
    }
    return route.fulfill({ contentType: "text/css", body: "" });
  });
  await page.goto(ORIGIN + "/page/", { waitUntil: "load" });
  // Either the page was loaded again, or another style sheet is asked for.
  const since = Date.now();
  const done = () => asked.filter((url) => url === "/page/").length > 1 || asked.some((url) => url.includes("css") && url !== OLD);
  while (!done() && Date.now() - since < 30_000) await page.waitForTimeout(50);
  await context.close();
  return { styles: asked.filter((url) => url.includes(".css") && url !== OLD), loads: asked.filter((url) => url === "/page/").length };
}

test("a style sheet of the theme takes the place of the old one", async () => {
  assert.deepEqual(await told(OLD, "/theme/s.0000000000000000.css"), { styles: ["/theme/s.0000000000000000.css"], loads: 1 });
});

for (const host of ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"]) {
  test(`none is loaded from ${host}`, async () => {
    const to = `${host}/theme/s.0000000000000000.css`;
    assert.deepEqual(await told(`${host}${OLD}`, to), { styles: [], loads: 2 });
    assert.deepEqual(await told(OLD, to), { styles: [], loads: 2 });
  });
}

test("none is loaded from elsewhere than the theme", async () => {
  assert.deepEqual(await told(OLD, "/files/s.0000000000000000.css"), { styles: [], loads: 2 });
});
