// The preview in a real browser: an edit appears, the place is kept, an error comes above the page and goes, and a strict
// policy lets all of that through.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { SIZES, launch } from "./browser.mjs";
import { program } from "./program.mjs";
import { temporary } from "./temporary.mjs";

const site = temporary("preview-");
const write = (name, text) => {
  mkdirSync(dirname(join(site, name)), { recursive: true });
  writeFileSync(join(site, name), text);
};
const article = (title, text) => `---\ntitle: ${title}\ndate: 2010-01-01\nurl: /${title.toLowerCase()}/\n---\n${text}\n`;
const LONG = "A paragraph.\n\n".repeat(200);

let server, origin, browser;
before(async () => {
  write("site.toml", 'title = "The Preview"\nbase_url = "https://archive.example.org/"\n');
  write("content/alpha.md", article("Alpha", LONG));
  write("content/beta.md", article("Beta", LONG));
  write("static/theme/site.css", "h1 { color: rgb(1, 2, 3) }");
  server = spawn(program(), ["serve", "--port", "0", "--json", "--root", site], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: server.stdout })) {
    const event = JSON.parse(line);
    if (event.event === "ready") {
      origin = event.url.replace(/\/$/, "");
      break;
    }
  }
  browser = await launch();
});
after(async () => {
  await browser?.close();
  // It writes into the folder until it has ended.
  if (server?.kill("SIGINT")) await once(server, "exit");
});

/** Opens a page, and waits until the server knows that it is open. */
async function open(path) {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const page = await context.newPage();
  const seen = { console: [], loads: 0 };
  page.on("console", (message) => seen.console.push(message.text()));
  page.on("pageerror", (error) => seen.console.push(error.message));
  page.on("load", () => (seen.loads += 1));
  const listening = page.waitForResponse((response) => response.url().includes("/_preview/events"));
  await page.goto(origin + path, { waitUntil: "load" });
  await listening;
  await page.waitForTimeout(300);
  return { page, seen, close: () => context.close() };
}

const overlay = (page) => page.locator("generate-preview section");

test("an edit appears where the reader was, and nowhere else", async () => {
  const { page, seen, close } = await open("/alpha/");
  const other = await open("/beta/");
  await page.evaluate(() => scrollTo(0, 1500));
  write("content/alpha.md", article("Alpha", `The newest words.\n\n${LONG}`));
  await page.getByText("The newest words.").waitFor({ state: "attached", timeout: 30_000 });
  await page.waitForFunction(() => scrollY > 1400 && scrollY < 1600, null, { timeout: 30_000 });
  assert.equal(seen.loads, 2);
  assert.equal(other.seen.loads, 1);
  assert.deepEqual([...seen.console, ...other.seen.console], []);
  await Promise.all([close(), other.close()]);
});

test("a style sheet changes without a reload", async () => {
  const { page, seen, close } = await open("/beta/");
  await page.evaluate(() => (window.kept = true));
  write("static/theme/site.css", "h1 { color: rgb(4, 5, 6) }");
  const colour = () => getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)";
  await page.waitForFunction(colour, null, { timeout: 30_000 });
  assert.equal(await page.evaluate(() => window.kept), true);
  // The page is known under its new tag: another edit reloads it once.
  write("content/beta.md", article("Beta", `Edited after that.\n\n${LONG}`));
  await page.getByText("Edited after that.").waitFor({ state: "attached", timeout: 30_000 });
  assert.equal(seen.loads, 2);
  assert.deepEqual(seen.console, []);
  await close();
});

test("a style sheet that a text names on another host is not loaded", async () => {
  const { page, seen, close } = await open("/beta/");
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const sheets = () => page.locator("link[rel=stylesheet]").evaluateAll((links) => links.map((link) => link.href));
  const [own] = (await sheets()).filter((href) => /\/theme\/site\.[0-9a-f]{16}\.css$/.test(href));
  const named = (hash) => `https://elsewhere.example${new URL(own).pathname.replace(/[0-9a-f]{16}/, hash ?? "$&")}`;
  for (const name of [named(), named("0123456789abcdef")]) {
    write("content/beta.md", article("Beta", `\`${name}\`\n\n${LONG}`));
    await page.getByText(name).waitFor({ state: "attached", timeout: 30_000 });
  }
  assert.deepEqual(asked.filter((url) => url.includes("elsewhere")), []);
  assert.ok((await sheets()).includes(own));
  assert.deepEqual(seen.console, []);
  await close();
});

test("an error comes above the page and goes", async () => {
  const { page, seen, close } = await open("/alpha/");
  write("content/beta.md", article("Beta", "Text.").replace("2010-01-01", "soon"));
  await overlay(page).waitFor({ timeout: 30_000 });
  const text = await overlay(page).innerText();
  for (const part of ["content/beta.md:3", "3 | date: soon", "wrong-date", "Hint:"]) assert.ok(text.includes(part), text);
  assert.equal(await overlay(page).evaluate((section) => getComputedStyle(section).position), "fixed");
  assert.equal(await page.locator("[style]").count(), 0);
  assert.ok(await page.locator("h1").isVisible(), "the last good version stays");
  write("content/beta.md", article("Beta", "Text."));
  await overlay(page).waitFor({ state: "detached", timeout: 30_000 });
  assert.equal(seen.loads, 1);
  // It can be put away before.
  write("templates/standing.html", "{% if %}");
  await overlay(page).waitFor({ timeout: 30_000 });
  assert.ok((await overlay(page).innerText()).includes("templates/standing.html:1"));
  await page.keyboard.press("Escape");
  await overlay(page).waitFor({ state: "detached", timeout: 30_000 });
  rmSync(join(site, "templates/standing.html"));
  assert.deepEqual(seen.console, []);
  await close();
});

test("a page that does not exist yet appears", async () => {
  const { page, close } = await open("/gamma/");
  write("content/gamma.md", article("Gamma", "Here at last."));
  await page.getByText("Here at last.").waitFor({ timeout: 30_000 });
  await close();
});

test("the page for editors follows", async () => {
  const { page, seen, close } = await open("/_preview/");
  write("content/delta.md", article("Delta", "Text.").replace("---\n", "---\ndraft: true\n"));
  await page.getByText("Delta (draft").waitFor({ timeout: 30_000 });
  assert.deepEqual(seen.console, []);
  await close();
});
