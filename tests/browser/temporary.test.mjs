// Temporary folders of the tests are removed, however their process ends.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import test from "node:test";

const begin = `
  import { mkdirSync, writeFileSync } from "node:fs";
  import { temporary } from "${new URL("temporary.mjs", import.meta.url)}";
  const folders = [temporary("temporary-"), temporary("temporary-")];
  mkdirSync(folders[0] + "/below");
  writeFileSync(folders[0] + "/below/file", "");
  console.log(folders.join("\\n"));
`;

for (const [how, end, wanted, signal] of [
  ["at its end", "", 0],
  ["by an error", "throw new Error('expected');", 1],
  ["by a signal", "setInterval(() => {}, 1000);", 143, "SIGTERM"],
]) {
  test(`a process that ends ${how} leaves no folder`, async () => {
    const node = spawn(process.execPath, ["--input-type=module", "--eval", begin + end], { stdio: ["ignore", "pipe", "ignore"] });
    let said = "";
    node.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      if (signal && said.trim().includes("\n")) node.kill(signal);
    });
    const [code] = await once(node, "close");
    assert.equal(code, wanted);
    const folders = said.trim().split("\n");
    assert.equal(folders.length, 2);
    assert.deepEqual(folders.filter(existsSync), []);
  });
}
