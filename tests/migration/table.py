"""The rows of a comparison, and how they are shown."""

import csv
import json
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Failure:
    """Something that is not as it was: its kind, the old source and address, and what is wrong."""

    kind: str
    source: str
    address: str
    detail: str = ""
    count: int = 1


@dataclass
class Row:
    """A figure: `good` of `total`. `wanted` is the smallest share, 0 stands for "no failures", and `None` for "only told"."""

    name: str
    good: int
    total: int
    wanted: float | None
    failures: list = field(default_factory=list)
    note: str = ""
    # What stands in place of the count and of the share wanted, for a figure that is no share.
    shown: tuple = ()

    @property
    def share(self):
        """The share that is good, in per cent; 100 of nothing."""
        return 100.0 * self.good / self.total if self.total else 100.0

    @property
    def passed(self):
        """Whether the figure is as wanted."""
        if self.wanted is None:
            return True
        if self.wanted == 0:
            return not self.failures
        return self.share >= self.wanted and not (self.wanted == 100 and self.failures)

    def kinds(self):
        """The number of failures of each kind, the most frequent first."""
        counted = Counter()
        for failure in self.failures:
            counted[failure.kind] += failure.count
        return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _percent(share):
    # Never rounded up: 99.999 is not 100.
    return f"{int(share * 1000) / 1000:g} %"


def as_markdown(heading, rows):
    """The rows as a Markdown table."""
    lines = [f"### {heading}", "", "| | count | share | wanted | | failures by kind |", "|---|---|---|---|---|---|"]
    for row in rows:
        wanted = "told" if row.wanted is None else "0" if row.wanted == 0 else f"{row.wanted:g} %"
        result = "" if row.wanted is None else "yes" if row.passed else "**no**"
        kinds = "; ".join(f"{kind}: {count:,}" for kind, count in row.kinds()[:8])
        if len(row.kinds()) > 8:
            kinds += f"; {len(row.kinds()) - 8} more kinds"
        count = f"{len(row.failures):,}" if row.wanted == 0 else f"{row.good:,} of {row.total:,}"
        share = "" if row.wanted == 0 else _percent(row.share)
        if row.shown:
            count, share, wanted = row.shown[0], "", row.shown[1]
        notes = ". ".join(part for part in (kinds, row.note) if part)
        lines.append(f"| {row.name} | {count} | {share} | {wanted} | {result} | {notes} |")
    return "\n".join(lines) + "\n"


def as_json(name, rows):
    """The rows as JSON."""
    return json.dumps({"site": name, "passed": all(row.passed for row in rows), "rows": [
        {"name": row.name, "good": row.good, "total": row.total, "share": round(row.share, 4), "wanted": row.wanted,
         "passed": row.passed, "kinds": dict(row.kinds()), "note": row.note} for row in rows]}, ensure_ascii=False, indent=1)


def write_failures(path, rows):
    """Every failure as a line of CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "kind", "count", "source", "address", "detail"])
        for row in rows:
            for failure in row.failures:
                writer.writerow([row.name, failure.kind, failure.count, failure.source, failure.address, failure.detail])
