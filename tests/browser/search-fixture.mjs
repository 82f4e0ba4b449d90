// An index of made-up articles, their pages, and a reader in Rust that answers queries from it.

import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../..", import.meta.url).pathname;

/** Writes the fixture into a temporary folder; `requests` are answered from it. SEARCH_FIXTURE names the program if it is built. */
export function fixture(requests = []) {
  const folder = mkdtempSync(join(tmpdir(), "search-"));
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
