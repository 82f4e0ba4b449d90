// The Nu HTML checker, and the validator of RELAX NG that it brings along.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import vnu from "vnu-jar";
import { folder } from "./site.mjs";

/** What the checker says of pages of a built site, by their addresses: `path:line type: message`. */
export function messages(addresses, built = folder) {
  const names = addresses.map((address) => join(built, address.endsWith("/") ? address + "index.html" : address));
  const said = [];
  for (let at = 0; at < names.length; at += 200) {
    const files = names.slice(at, at + 200);
    const run = spawnSync("java", ["-Xss4m", "-jar", vnu, "--format", "json", "--exit-zero-always", ...files], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (run.error) throw run.error;
    said.push(...JSON.parse(run.stderr).messages);
  }
  // The checker reads from a folder, where it takes nothing for 'self', and JSON-LD for a script that runs; policy.test.mjs and
  // the console of every page that is opened tell what browsers stop.
  const aside = (m) => m.type === "info" && m.message.includes("violates Content Security Policy (meta tag)");
  return said.filter((m) => !aside(m)).map((m) => `${m.url.replace(built, "")}:${m.lastLine} ${m.type}: ${m.message}`);
}

/** What is wrong with XML files of a built site by a schema of schemas/, which says what their format's authors do. */
export function invalid(schema, addresses, built = folder) {
  const grammar = new URL(`schemas/${schema}.rnc`, import.meta.url).pathname;
  const validator = "nu.validator.vendor.thaiopensource.relaxng.util.Driver";
  const names = addresses.map((address) => join(built, address));
  const run = spawnSync("java", ["-cp", vnu, validator, "-c", grammar, ...names], { encoding: "utf8", maxBuffer: 1 << 26 });
  if (run.error) throw run.error;
  const said = (run.stdout + run.stderr).split("\n").filter(Boolean).map((line) => line.replace(built, ""));
  if (run.status !== 0 && !said.length) throw new Error(`the validator ended with ${run.status}`);
  return said;
}
