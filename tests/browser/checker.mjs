// The Nu HTML checker.

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
  return said.map((m) => `${m.url.replace(built, "")}:${m.lastLine} ${m.type}: ${m.message}`);
}
