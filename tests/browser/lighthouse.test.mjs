// Lighthouse: full marks for accessibility, best practices and SEO; nothing moves; few bytes and requests.
// Performance depends on the machine: report.mjs measures it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KINDS, measure } from "./lighthouse.mjs";
import { kinds, serve } from "./site.mjs";

let site;
before(async () => (site = await serve()));
after(() => site?.close());

for (const kind of KINDS) {
  test(kind, async () => {
    const found = await measure(site.origin + kinds()[kind], ["accessibility", "best-practices", "seo", "performance"]);
    for (const category of ["accessibility", "best-practices", "seo"]) {
      assert.equal(found.scores[category], 100, `${category}: ${found.failed.join(", ")}`);
    }
    assert.equal(found.shift, 0);
    assert.ok(found.requests <= 25, `${found.requests} requests`);
    assert.ok(found.bytes <= 700_000, `${found.bytes} bytes`);
  });
}
