#!/usr/bin/env python3
"""Compares a site that was imported and built with the same site as its own generator built it.

    judge.py --generator jekyll --source DIR --reference BUILT_OLD --site BUILT_NEW [--failures FILE] [--json]

BUILT_OLD is a folder that one of `references/` has made. The exit status is 1 if a figure is missed.
"""

import argparse
import json
import sys
from pathlib import Path

import compare
import table
from site_pages import Site


def judge(reference, new, hosts=()):
    """The rows of a comparison of two built sites."""
    reference = Path(reference)
    facts = json.loads((reference / "reference.json").read_text(encoding="utf-8"))
    posts = json.loads((reference / "posts.json").read_text(encoding="utf-8"))
    addresses = json.loads((reference / "addresses.json").read_text(encoding="utf-8"))
    hosts = [*facts["hosts"], *hosts]
    return compare.rows(Site(reference / "site", hosts), Site(new, hosts), posts, addresses)


def main():
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--generator", default="", help="the name of the old generator, for the heading")
    parser.add_argument("--source", type=Path, help="the old site's sources, for the heading")
    parser.add_argument("--reference", type=Path, required=True, help="the old site, built by references/")
    parser.add_argument("--site", type=Path, required=True, help="the new site, built by generate")
    parser.add_argument("--host", action="append", default=[], help="a further host whose addresses are the site's own")
    parser.add_argument("--failures", type=Path, help="where the list of failures goes (CSV)")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    rows = judge(options.reference, options.site, options.host)
    if options.failures:
        table.write_failures(options.failures, rows)
    name = options.source.name if options.source else options.site.name
    print(table.as_json(name, rows) if options.json else table.as_markdown(f"{name} ({options.generator})", rows))
    return 0 if all(row.passed for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
