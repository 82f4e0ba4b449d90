// The preview of a site that has had errors since the server started: pages list them, once.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { SIZES, launch } from "./browser.mjs";
import { program } from "./program.mjs";
import { temporary } from "./temporary.mjs";

const site = temporary("preview-");
const write = (date) => writeFileSync(join(site, "content/alpha.md"), `---\ntitle: Alpha\ndate: ${date}\nurl: /alpha/\n---\nText.\n`);

let server, origin, browser;
before(async () => {
  mkdirSync(join(site, "content"), { recursive: true });
  writeFileSync(join(site, "site.toml"), 'title = "The Preview"\nbase_url = "https://archive.example.org/"\n');
  write("soon");
  server = spawn(program(), ["serve", "--port", "0", "--json", "--root", site], { stdio: ["ignore", "pipe", "ignore"] });
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

test("the errors are listed once, and the page appears when they are fixed", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const page = await context.newPage();
  await page.goto(`${origin}/alpha/`, { waitUntil: "load" });
  await page.getByText("This page cannot be shown").waitFor({ timeout: 30_000 });
  // Long enough for the list of errors to come by the server's own way.
  await page.waitForTimeout(1_000);
  assert.equal(await page.getByText("invalid date `soon`").count(), 1);
  assert.equal(await page.locator("generate-preview").count(), 0);
  write("never");
  await page.getByText("invalid date `never`").waitFor({ timeout: 30_000 });
  assert.equal(await page.getByText("invalid date").count(), 1);
  assert.equal(await page.locator("generate-preview").count(), 0);
  write("2010-01-01");
  await page.getByRole("heading", { name: "Alpha" }).waitFor({ timeout: 30_000 });
  await context.close();
});
