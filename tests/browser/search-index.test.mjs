// The script of the page of search reads an index, a query and words as the program does: both are put to the same vectors, and
// both answer the same queries alike, to the last score.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { gzipSync, gunzipSync } from "node:zlib";
import { Trouble, distance, open, parse, rarity, unpack, weight, words } from "../../static/theme/search.js";
import { filesBelow, fixture, queries, random } from "./search-fixture.mjs";

const root = new URL("../../", import.meta.url);
const vectors = JSON.parse(readFileSync(new URL("tests/vectors/search.json", root), "utf8"));

test("words are those of the vectors", () => {
  for (const { text, words: expected } of vectors.words) assert.deepEqual(words(text), expected, text);
  assert.deepEqual(words("x".repeat(10_000)), ["x".repeat(64)]);
  assert.deepEqual(words("a" + "ж".repeat(100)), ["a" + "ж".repeat(31)]);
});

test("queries are read as in the vectors", () => {
  for (const { text, ...expected } of vectors.queries) assert.deepEqual(parse(text, vectors.dimensions), expected, text);
});

test("nothing typed is too odd", () => {
  const zalgo = "Z̷̡̛a̶͎͝l̴̰͘g̸̣̈́o̵̱̓";
  for (const text of ["-", "--", '"', '""', '-"', "region:", ":", "\u0000\u202e", "\ud800", "😀", "x ".repeat(10_000), "שלום عربى", zalgo]) {
    const query = parse(text, ["region"]);
    assert.ok(query.words.length <= 32, text);
  }
  assert.deepEqual(parse(zalgo, []).words, ["zalgo"]);
  assert.deepEqual(parse("<script>alert(1)</script>", []).words, ["script", "alert", "1", "script"]);
});

test("weights and rarities are those of the vectors", () => {
  for (const [frequency, length, average, expected] of vectors.weights) assert.equal(weight(frequency, length, average), expected);
  for (const [having, all, expected] of vectors.rarities) assert.equal(rarity(having, all), expected);
});

test("slips are counted", () => {
  const cases = [["border", "boarder", 1], ["georgia", "goergia", 1], ["kyrgyz", "kirgiz", 2], ["same", "same", 0]];
  for (const [one, other, away] of cases) assert.equal(distance(one, other, 2), away, one);
  for (const [one, other] of [["one", "quite"], ["border", "redrob"], ["", "abc"]]) assert.ok(distance(one, other, 2) > 2, one);
});

const plain = fixture();
const index = join(plain.folder, "search-index/");
const read = async (path) => readFileSync(join(index, path));

test("600 queries have the same answers in the program and in the script", async () => {
  const asked = queries(plain.folder, 600);
  const { answers } = fixture(asked);
  assert.equal(answers.length, asked.length);
  const searcher = await open(read);
  let found = 0;
  for (const [i, { query, sort, days, offset, limit, facet }] of asked.entries()) {
    const about = JSON.stringify(asked[i]);
    const result = await searcher.rank(parse(query, searcher.dimensions), days);
    const hits = await searcher.hits(result, sort, offset, limit);
    const { hits: expected, facets, ...rest } = answers[i];
    assert.deepEqual({ all: result.all, total: result.numbers.length, common: result.common, unknown: result.unknown }, rest, about);
    assert.deepEqual(hits.map(({ number, score, title, address, day, language }) => ({ number, score, title, address, day, language })), expected, about);
    if (facet) assert.deepEqual((await searcher.facets(result, facet)).map(({ slug, title, count }) => [slug, title, count]), facets, about);
    found += hits.length > 0;
  }
  assert.ok(found > 400, `${found} of ${asked.length} queries find something`);
});

test("content that a server has decompressed on the way is taken as it is", async () => {
  const searcher = await open(async (path) => gunzipSync(await read(path)));
  assert.ok((await searcher.rank(parse("the", []))).numbers.length > 0);
});

test("a file that is truncated, changed, of another kind or no index at all is an error, never an answer", async () => {
  const paths = filesBelow(index).map((name) => name.slice(index.length));
  const below = random(5);
  const damages = [
    (bytes) => bytes.subarray(0, below(bytes.length)),
    (bytes) => Buffer.from(bytes.map((byte, i) => (i === 20 ? byte ^ 1 : byte))),
    () => Buffer.from("<!doctype html><title>Not found</title>"),
    (bytes) => gzipSync(gunzipSync(bytes).subarray(0, -1)),
    (bytes) => gzipSync(Buffer.concat([gunzipSync(bytes), Buffer.from([0])])),
    () => gzipSync(Buffer.from("gsx\u0001?")),
    () => Buffer.alloc(0),
  ];
  for (const damage of damages) {
    for (const damaged of ["root.bin", ...Array.from({ length: 12 }, () => paths[below(paths.length)])]) {
      const get = async (path) => (path === damaged ? damage(await read(path)) : read(path));
      const search = async (get) => {
        const searcher = await open(get);
        const answers = [];
        for (const query of ["valley border ", "дол", "language:ru the ", "region:georgia"]) {
          const result = await searcher.rank(parse(query, searcher.dimensions), [12_000, 15_000]);
          answers.push(await searcher.hits(result, "newest", 0, 400), await searcher.facets(result, "year"));
        }
        return answers;
      };
      try {
        assert.deepEqual(await search(get), await search(read), `${damaged} is not read, or read as it should be`);
      } catch (error) {
        assert.ok(error instanceof Trouble && error.kind === "damaged" && error.message.startsWith(damaged), `${damaged}: ${error.stack}`);
      }
    }
  }
});

test("no bytes make the reader fail in another way, or take memory that it does not have", async () => {
  const below = random(9);
  const kinds = {};
  for (const name of filesBelow(index)) {
    const content = gunzipSync(readFileSync(name));
    kinds[String.fromCharCode(content[4])] ??= [name.slice(index.length), content];
  }
  assert.deepEqual(Object.keys(kinds).sort(), ["B", "C", "F", "R", "S", "T", "V"]);
  for (const [path, content] of Object.values(kinds)) {
    for (let i = 0; i < 150; i += 1) {
      const changed = Buffer.from(content);
      for (let n = 0; n < 3; n += 1) changed[5 + below(below(2) ? 40 : changed.length - 5)] = below(256);
      const get = async (wanted) => (wanted === path ? changed : read(wanted));
      try {
        const searcher = await open(get);
        const result = await searcher.rank(parse("valley дол", searcher.dimensions));
        await searcher.hits(result, "newest", 0, 20);
        await searcher.facets(result, "region");
        await searcher.suggest("valleyx");
      } catch (error) {
        assert.ok(error instanceof Trouble || error instanceof RangeError, `${path}: ${error.stack}`);
      }
    }
  }
});

/** The files of an index in one piece (fuzz/search.rs). */
const unpacked = (data) => {
  const files = new Map();
  for (let at = 0; at + 7 <= data.length; ) {
    const end = Math.min(data.length, at + 7 + data.readUInt16LE(at + 5));
    const name = data.toString("hex", at, at + 5);
    files.set(files.size ? `${name.slice(0, 2)}/${name.slice(2)}.bin` : "root.bin", data.subarray(at + 7, end));
    at = end;
  }
  return files;
};

test("the corpus that the program's reader is fuzzed with makes this one fail in no other way", async () => {
  const below = random(11);
  const corpus = new URL("fuzz/corpus/search/", root);
  const names = readdirSync(corpus);
  assert.ok(names.length >= 20);
  const answer = async (data) => {
    const files = unpacked(data);
    const get = async (path) => {
      if (!files.has(path)) throw new Trouble("missing", path);
      return files.get(path);
    };
    const found = [];
    try {
      const searcher = await open(get);
      // That many take their time, and nothing else.
      if (searcher.articles > 2 ** 18) return found;
      for (const query of ["border valley ", "bor", '"mountain road" border', "граница ", "region:georgia", "-border valley "]) {
        const result = await searcher.rank(parse(query, searcher.dimensions), query.startsWith("b") ? [12_000, 16_000] : undefined);
        const hits = await searcher.hits(result, "newest", 0, 20);
        for (const dimension of searcher.dimensions) await searcher.facets(result, dimension);
        found.push(hits.length);
      }
      await searcher.suggest("bordr");
    } catch (error) {
      if (!(error instanceof Trouble || error instanceof RangeError)) throw error;
    }
    return found;
  };
  for (const name of names) {
    const data = readFileSync(new URL(name, corpus));
    try {
      const found = await answer(data);
      if (name === "whole") assert.deepEqual(found.map((count) => count > 0), [true, true, true, true, true, false]);
      for (let i = 0; i < 15; i += 1) {
        const changed = Buffer.from(data);
        if (changed.length) changed[below(changed.length)] = below(256);
        await answer(changed);
        await answer(data.subarray(0, below(data.length + 1)));
      }
    } catch (error) {
      assert.fail(`${name}: ${error.stack}`);
    }
  }
});

test("a word that no article has is read as one that many have", async () => {
  const searcher = await open(read);
  const spoken = (await searcher.rank(parse("val", []))).begun[0].form;
  const slip = spoken.slice(0, 3) + "q" + spoken.slice(3);
  assert.ok(distance(await searcher.suggest(slip), slip, 2) <= 2);
  assert.equal(await searcher.suggest("xq"), undefined);
  await assert.rejects(unpack(Buffer.from("gsx\u0001R"), "S", () => []), { kind: "damaged" });
});
