// A site to search: pages of the built archive, with the fixture's index and articles in place of its own.

import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fixture } from "./search-fixture.mjs";
import { folder } from "./site.mjs";
import { temporary } from "./temporary.mjs";

/** Makes the site in a temporary folder, whose path it returns. */
export function site() {
  const built = temporary("search-site-");
  for (const name of ["search", "theme", "ru/search", "404.html"]) cpSync(join(folder, name), join(built, name), { recursive: true });
  cpSync(fixture().folder, built, { recursive: true });
  for (const [name, index] of [["search", "../search-index/"], ["ru/search", "../../search-index/"]]) {
    const path = join(built, name, "index.html");
    const html = readFileSync(path, "utf8");
    writeFileSync(path, html.includes("data-index=") ? html : html.replace(' id="search--form"', `$& data-index="${index}"`));
  }
  return built;
}

/** What the module of the page in front answers to queries: a function for that page. */
export async function answer(asked) {
  const { fetcher, open, parse } = await import(document.querySelector("script[type=module]").src);
  const searcher = await open(fetcher(new URL("../search-index/", location)));
  const given = [];
  for (const { query, sort, days, offset, limit } of asked) {
    const result = await searcher.rank(parse(query, searcher.dimensions), days);
    const hits = await searcher.hits(result, sort, offset, limit);
    given.push({ all: result.all, total: result.numbers.length, hits: hits.map(({ number, score }) => [number, score]) });
  }
  return given;
}

/** Makes sure that the page's answers to queries are the program's, and returns how many find something. */
export function agree(given, answers, asked) {
  assert.equal(given.length, answers.length);
  for (const [i, { all, total, hits }] of answers.entries()) {
    const expected = { all, total, hits: hits.map(({ number, score }) => [number, score]) };
    assert.deepEqual(given[i], expected, JSON.stringify(asked[i]));
  }
  return answers.filter(({ hits }) => hits.length > 0).length;
}
