// Temporary folders, which go with the process that made them.

import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";

const folders = [];
const remove = () => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
};

/** Makes an empty temporary folder, whose name begins with the prefix. It is removed when the process ends. */
export function temporary(prefix) {
  if (!process.listeners("exit").includes(remove)) {
    process.on("exit", remove);
    // A signal ends a process without that event: the test runner stops tests that take too long by SIGTERM.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
  folders.push(mkdtempSync(join(tmpdir(), prefix)));
  return folders.at(-1);
}
