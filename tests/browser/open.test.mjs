// What a closed archive does not show: newsletter, support, appeal; players of other sites; a language from the right. On
// the small site tests/sites/open, which stands below a path.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { SIZES, launch, open } from "./browser.mjs";
import { messages } from "./checker.mjs";
import { build, pages, serve } from "./site.mjs";

const built = build("tests/sites/open");
const MIRRORED = "/2024/04/mirrored/";
let browser, site;
before(async () => ([browser, site] = [await launch(), await serve(built, "/archive")]));
after(async () => (await browser?.close(), site?.close()));

test("the Nu HTML checker has nothing to say", () => {
  assert.deepEqual(messages(pages(built), built), []);
});

for (const address of ["/", "/2024/01/valley-1/", MIRRORED, "/regions/upper-valley/", "/ar/", "/ar/2024/05/wadi/"]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      test(`${address}, ${colorScheme}, ${size}`, async () => {
        const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
        const { page, seen } = await open(context, site.origin + address);
        assert.deepEqual(seen.console, []);
        assert.deepEqual(seen.requests.filter((url) => !url.startsWith(site.origin)), []);
        assert.deepEqual(await violations(page), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "no sideways scrolling");
        await context.close();
      });
    }
  }
}

test("newsletter, support and appeal ask where a newsroom goes on", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const { page } = await open(context, site.origin + "/2024/01/valley-1/");
  assert.equal(await page.locator("form[action='https://lists.example/subscribe'] input[type=email]").count(), 1);
  assert.equal(await page.locator(".menu .support a").getAttribute("href"), "https://give.example/");
  await page.locator(".menu a[href$='#newsletter--box']").click();
  assert.ok(await page.locator("#newsletter--box").isVisible());
  assert.ok((await page.locator(".appeal").textContent()).includes("Did this help you?"));
  assert.equal(await page.locator("details.republish").count(), 1);
  await context.close();
});

test("a player is loaded when it is pressed, and not before", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const asked = [];
  await context.route(/^https:/, (route) => (asked.push(route.request().url()), route.fulfill({ body: "a player" })));
  const { page, seen } = await open(context, site.origin + MIRRORED);
  assert.deepEqual(asked, []);
  assert.notEqual(await page.title(), "taken over");
  const players = page.locator("a:is(.embed, .facade *):is([href*=youtube], [href*=vimeo])");
  assert.equal(await players.count(), 3);
  for (const host of ["www.youtube-nocookie.com/embed/abc123", "www.youtube-nocookie.com/embed/def456", "player.vimeo.com/video/7"]) {
    await players.first().click();
    await page.waitForTimeout(200);
    assert.ok(asked.at(-1)?.startsWith(`https://${host}`), `${host}: ${asked}`);
  }
  assert.equal(await page.locator("iframe").count(), 3);
  assert.deepEqual(seen.console.filter((line) => line.includes("Content Security Policy")), []);
  await context.close();
});

test("a lost address finds what the menu knows, and no newsletter", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const near = async (address) => {
    const { page } = await open(context, site.origin + address);
    return page.locator("#not-found--near a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  };
  assert.deepEqual(await near("/lost/some-page/"), []);
  assert.deepEqual(await near("/2024/03/15/upper-valley/gone.html"), ["/archive/2024/03/", "/archive/regions/upper-valley/"]);
  await context.close();
});

test("from the right, arrows and margins are turned round", async () => {
  const context = await browser.newContext({ viewport: SIZES.laptop });
  const { page } = await open(context, site.origin + "/ar/2024/05/wadi/");
  const sides = await page.evaluate(() => {
    const { left, right } = document.querySelector(".text blockquote").getBoundingClientRect();
    const style = getComputedStyle(document.querySelector(".text blockquote"));
    const name = document.querySelector(".masthead .site-name").getBoundingClientRect();
    return { quoted: style.borderRightWidth !== "0px" && style.borderLeftWidth === "0px", wide: right > left, name: name.right };
  });
  assert.ok(sides.quoted && sides.wide && sides.name > 900, JSON.stringify(sides));
  await context.close();
});
