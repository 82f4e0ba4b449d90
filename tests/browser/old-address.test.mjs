// The script for old addresses finds what `Address::key` of the program made: both are put to the same examples.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import vm from "node:vm";

const root = new URL("../../", import.meta.url);
const script = readFileSync(new URL("static/theme/old-address.js", root), "utf8");
const vectors = JSON.parse(readFileSync(new URL("tests/vectors/old-addresses.json", root), "utf8"));

/** Opens `address` and returns what the script asks for and where it leads, with every list holding `lists`. */
async function open(address, list, base = "") {
  const { pathname, search } = new URL(address.replace(/^\/+/, "/"), "https://archive.example.org/");
  const seen = { asked: [], led: undefined };
  const context = {
    TextEncoder,
    document: { currentScript: { dataset: { lists: "/old-addresses/{}.json", base } } },
    location: { pathname, search, replace: (to) => (seen.led = to) },
    fetch: async (url) => {
      seen.asked.push(url);
      return { ok: true, json: async () => list };
    },
  };
  vm.runInNewContext(script, context);
  await new Promise((done) => setImmediate(done));
  return seen;
}

test("every form that browsers send leads on", async () => {
  for (const { sent, not, key } of vectors) {
    const list = Object.fromEntries([[key, "/new/"]]);
    for (const address of sent) assert.equal((await open(address, list)).led, "/new/", address);
    for (const address of not) assert.equal((await open(address, list)).led, undefined, address);
  }
});

test("the sub-path is taken off", async () => {
  const list = { "/x?id=1": "/a/new/" };
  assert.equal((await open("/a%20b/x?id=1", list, "/a%20b")).led, "/a/new/");
});

test("names of object properties lead nowhere, and without a query nothing is asked", async () => {
  assert.equal((await open("/?toString", {})).led, undefined);
  assert.deepEqual((await open("/x/", {})).asked, []);
});
