// The program under test: GENERATE names one that is built; without it cargo builds it.

import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = new URL("../..", import.meta.url).pathname;

/** The path of the program, so that a test can start it and tell it to end. */
export function program() {
  if (process.env.GENERATE) return process.env.GENERATE;
  const run = spawnSync("cargo", ["build", "--quiet"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (run.status !== 0) throw new Error("the program was not built");
  return join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/generate");
}

/** Builds a site, whose folder may be relative to the repository, into the folder `out`. */
export function build(site, out) {
  const run = spawnSync(program(), ["build", "--quiet", "--root", site, "--out", out], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (run.status !== 0) throw new Error(`the site ${site} was not built`);
}
