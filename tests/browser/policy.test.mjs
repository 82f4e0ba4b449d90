// The policy that every page holds: what it lets through on a host without headers and from a folder, and what it stops.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { build, files, text } from "./site.mjs";
import { temporary } from "./temporary.mjs";

const source = temporary("policy-");
const write = (name, content) => {
  mkdirSync(dirname(join(source, name)), { recursive: true });
  writeFileSync(join(source, name), content);
};
const article = (title, more, body) => `---\ntitle: ${title}\ndate: 2010-01-01\nurl: /${title.toLowerCase()}/\n${more}---\n${body}\n`;
write("site.toml", 'title = "The Folder"\nbase_url = "https://archive.example.org/"\nrelative_links = true\n[newsletter]\naction = "https://lists.example/subscribe"\n[menu]\nmain = ["search"]\n');
write("content/alpha.md", article("Alpha", "aliases: [/old/alpha]\n", "![A drawing](a.svg)\n\n{{< youtube \"abc\" >}}\n"));
write("content/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>');
write("content/beta.md", article("Beta", "audio: https://cast.example/a.mp3\n", 'A recording.'));
const built = build(source);
const at = (path) => `file://${built}${path}`;
const documented = /^Content-Security-Policy: (.*); frame-ancestors 'none'$/m.exec(
  readFileSync(new URL("../../docs/hosting.md", import.meta.url), "utf8"))[1];

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

test("every page holds the policy, first of all after its encoding", () => {
  for (const name of files(built).filter((name) => name.endsWith(".html"))) {
    const html = text(name, built);
    const policy = /<head>\s*<meta charset="utf-8">\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1];
    const plain = policy?.replace(" https://lists.example", "").replace("media-src 'self' https:;", "media-src 'self';").replace(" file:", "");
    assert.equal(plain, documented, name);
    assert.equal(policy.includes("form-action 'self' file: https://lists.example"), !html.includes("http-equiv=\"refresh\""), name);
    assert.equal(policy.includes("media-src 'self' https:;"), name === "/beta/index.html", name);
  }
});

test("a site opens from a folder with styles, scripts and pictures", async () => {
  const context = await browser.newContext();
  const { page, seen } = await open(context, at("/alpha/index.html"));
  assert.deepEqual(seen.console, []);
  const styled = await page.evaluate(() => [...document.styleSheets].length >= 2 && getComputedStyle(document.querySelector(".skip")).position);
  assert.equal(styled, "absolute");
  assert.equal(await page.evaluate(() => document.querySelector(".text img").naturalWidth), 9);
  // The film's link becomes a player: the script runs, and the frame is let through.
  await context.route(/^https:/, (route) => route.fulfill({ contentType: "text/html", body: "a player" }));
  await page.locator("a.embed, .facade a").first().click();
  await page.frameLocator("iframe").getByText("a player").waitFor();
  assert.deepEqual(seen.console, []);
  await page.goto(at("/old/alpha/index.html"));
  await page.waitForURL(at("/alpha/index.html"));
  await page.goto(at("/404.html"));
  await context.close();
});

test("forms go to the site and to the newsletter's host", async () => {
  const context = await browser.newContext();
  await context.route(/^https:/, (route) => route.fulfill({ contentType: "text/html", body: "thanks" }));
  const { page, seen } = await open(context, at("/search/index.html"));
  // The field in the menu of another page leads to the page of search.
  await page.goto(at("/alpha/index.html"));
  await page.evaluate(() => document.getElementById("menu--search").form.submit());
  await page.waitForURL(/search\/index\.html\?q=/);
  await page.locator(".newsletter input[type=email]").fill("a@b.example");
  await page.locator(".newsletter button").click();
  await page.waitForURL("https://lists.example/subscribe");
  assert.deepEqual(seen.console.filter((line) => line.includes("Content Security Policy")), []);
  await context.close();
});

test("recordings of another host are played, and nothing else comes from elsewhere", async () => {
  const context = await browser.newContext();
  const asked = [];
  await context.route(/^https:/, (route) => (asked.push(route.request().url()), route.fulfill({ body: "" })));
  const { page, seen } = await open(context, at("/beta/index.html"));
  await page.locator("audio").evaluate((audio) => audio.load() ?? audio.play().catch(() => {}));
  assert.deepEqual(seen.console.filter((line) => line.includes("Content Security Policy")), []);
  assert.deepEqual(asked.filter((url) => url.startsWith("https://cast.example/")).length > 0, true);
  await page.evaluate(() => {
    const add = (name, more) => document.body.append(Object.assign(document.createElement(name), more));
    add("img", { src: "https://elsewhere.example/i.png" });
    add("script", { src: "https://elsewhere.example/s.js" });
    add("script", { textContent: "document.title = 'taken over'" });
    add("link", { rel: "stylesheet", href: "https://elsewhere.example/s.css" });
    add("iframe", { src: "https://elsewhere.example/f.html" });
  });
  await page.waitForTimeout(500);
  assert.notEqual(await page.title(), "taken over");
  assert.deepEqual(asked.filter((url) => url.includes("elsewhere")), []);
  await context.close();
});
