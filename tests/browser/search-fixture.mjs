// An index of made-up articles, their pages, and a reader in Rust that answers queries from it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { temporary } from "./temporary.mjs";

const root = new URL("../..", import.meta.url).pathname;

/** Writes the fixture into a temporary folder; `requests` are answered from it. SEARCH_FIXTURE names the program if it is built. */
export function fixture(requests = []) {
  const folder = temporary("search-");
  const built = process.env.SEARCH_FIXTURE;
  const cargo = ["run", "--quiet", "-p", "generate-search", "--example", "search-fixture", "--", folder];
  const run = spawnSync(built ?? "cargo", built ? [folder] : cargo, {
    cwd: root,
    input: requests.map((request) => JSON.stringify(request) + "\n").join(""),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (run.status !== 0) throw new Error("the fixture was not made");
  return { folder, answers: run.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line)) };
}

/** Pseudo-random numbers below a limit, always the same. */
export function random(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** All files below a folder. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((name) => statSync(name).isFile());
}

/** Queries of every kind from the words of the fixture's pages: rare and frequent, beginnings, phrases, exclusions, filters, sorts, days. */
export function queries(folder, count, seed = 17) {
  const html = filesBelow(folder).filter((name) => name.endsWith(".html")).sort();
  const pages = html.map((name) => readFileSync(name, "utf8").replace(/<[^>]*>/g, " ").trim());
  const below = random(seed);
  const pick = (list) => list[below(list.length)];
  const one = () => {
    const all = pick(pages).split(/\s+/);
    const at = below(all.length - 3);
    return { word: all[at], next: all[at + 1], pair: `"${all[at]} ${all[at + 1]}"` };
  };
  const filters = ["region:georgia", "region:caucasus", 'author:"Dina Example"', "author:пробный", "language:ru", "year:2010", "region:nowhere", 'region:"south ossetia"'];
  const kinds = [
    () => one().word,
    () => one().word.slice(0, 2 + below(4)),
    () => `${one().word} ${one().word} `,
    () => `${one().word} ${one().word.slice(0, 3)}`,
    () => `${one().word} ${one().word} ${one().word} the `,
    () => one().pair,
    () => `${one().pair} ${one().word}`,
    () => ((pair) => `${pair} ${pair} ${pair.slice(1, -1)}`)(one().pair),
    () => `${one().word} -${one().word}`,
    () => `-${one().pair} ${one().word}`,
    () => `${pick(filters)} ${one().word}`,
    () => `${pick(filters)} ${pick(filters)}`,
    () => `${pick(filters)} ${pick(filters)} ${one().pair} `,
    () => `the ${pick(["the", "xyzzy", "us", ""])} `,
    () => `${one().word.toUpperCase()} ${pick(["obrien", "1,000", "東京都", "strasse", "naive", "U.S."])} `,
    () => pick(["", "-the", '""', "nonsense:georgia", "x", "ё", "б"]),
  ];
  return Array.from({ length: count }, (_, i) => {
    const day = 10_900 + below(7_000);
    return {
      query: kinds[i % kinds.length](),
      sort: pick(["relevance", "relevance", "newest", "oldest"]),
      days: below(4) ? null : [below(5) ? day : -(2 ** 31), below(5) ? day + below(4_000) : 2 ** 31 - 1],
      offset: below(3) ? 0 : below(20),
      limit: 10,
      facet: pick([null, "region", "author", "language", "year"]),
    };
  });
}

/**
 * Phrases of two words that stand side by side in articles, from frequent words and from rare ones: with the articles that have both
 * words, the best first (`hits`), and the numbers of those that have them side by side (`having`).
 */
export function phrases(folder, count) {
  const html = filesBelow(folder).filter((name) => /article.index\.html$/.test(name)).sort();
  const texts = new Map(html.map((name) => [name, wordsOf(name)]));
  const [having, pairs] = [new Map(), new Map()];
  for (const words of texts.values()) {
    for (const word of new Set(words)) having.set(word, (having.get(word) ?? 0) + 1);
    for (const [i, word] of words.entries()) if (i) pairs.set(`${words[i - 1]} ${word}`, words[i - 1] !== word);
  }
  const ofBoth = (pair) => Math.min(...pair.split(" ").map((word) => having.get(word)));
  const sorted = [...pairs.keys()].filter((pair) => pairs.get(pair) && /^[a-z]+ [a-z]+$/.test(pair)).sort().sort((a, b) => ofBoth(b) - ofBoth(a));
  const asked = Array.from({ length: count }, (_, i) => sorted[Math.floor((sorted.length * (i / count) ** 3))]);
  const all = { sort: "relevance", days: null, offset: 0, limit: 100_000, facet: null };
  const { answers } = fixture(asked.map((phrase) => ({ query: `"${phrase}" `, ...all })));
  const says = ({ address }, phrase) => ` ${texts.get(join(folder, address, "index.html")).join(" ")} `.includes(` ${phrase} `);
  return answers.map(({ hits }, i) => {
    const having = new Set(hits.filter((hit) => says(hit, asked[i])).map(({ number }) => number));
    return { phrase: asked[i], having, hits };
  });
}

/** The words of a page of the fixture, as they stand there. */
function wordsOf(path) {
  const body = readFileSync(path, "utf8").replace(/^.*?<main>/s, "").replace(/<[^>]*>/g, " ");
  return body.toLowerCase().match(/[\p{L}\p{N}]+/gu);
}

/** How many articles the page looks into after so many pages of results were asked for, and the titles that it shows. */
export function lookedInto(hits, having, pages) {
  const shown = [];
  let looked = 0;
  while (looked === 0 || (shown.length < 10 * pages && looked < Math.min(hits.length, 50 * pages))) {
    shown.push(...hits.slice(looked, looked + 10).filter(({ number }) => having.has(number)).map(({ title }) => title));
    looked = Math.min(looked + 10, hits.length);
  }
  return [looked, shown];
}
