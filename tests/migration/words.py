"""Which words of a text are kept in another, in which order, and where those stood that are lost."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher

# Above this product of lengths, words that occur often are not matched one by one.
THOROUGH = 40_000_000


@dataclass
class Comparison:
    """The number of words of the old text, of those kept, and what became of the others."""

    total: int = 0
    kept: int = 0
    added: int = 0
    unique: int = 0
    ordered: int = 0
    shims: Counter = field(default_factory=Counter)
    lost: list = field(default_factory=list)


def compare(old, new):
    """Compares two lists of `Word`; words that a stand-in wrote are left out. `lost` has a kind and the words in a row for each."""
    result = Comparison(shims=Counter(word.shim for word in old if word.shim))
    old, new = ([word for word in words if not word.shim] for words in (old, new))
    before, after = [word.text for word in old], [word.text for word in new]
    result.total = len(before)
    if before == after:
        result.kept = len(before)
        result.unique = result.ordered = sum(count == 1 for count in Counter(before).values())
        return result
    missing = Counter(before) - Counter(after)
    result.kept = len(before) - missing.total()
    result.added = (Counter(after) - Counter(before)).total()
    result.unique, result.ordered = _order(before, after)
    _explain(old, before, after, missing, result)
    return result


def _order(before, after):
    """How many words occur once in each text, and how many of them are in the same order."""
    once, there = Counter(before), Counter(after)
    positions = {word: index for index, word in enumerate(after) if there[word] == 1}
    sequence = [positions[word] for word in before if once[word] == 1 and word in positions]
    ends = []
    for position in sequence:
        index = bisect_left(ends, position)
        ends[index:index + 1] = [position]
    return len(sequence), len(ends)


def _explain(old, before, after, missing, result):
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    mine, other = before[start:len(before) - end], after[start:len(after) - end]
    matcher = SequenceMatcher(None, mine, other, autojunk=len(mine) * len(other) > THOROUGH)
    for tag, first, last, begin, stop in matcher.get_opcodes():
        if tag in ("delete", "replace"):
            _run(old[start + first:start + last], other[begin:stop], missing, result.lost)
    # What differs in number alone may be matched elsewhere by the comparison above.
    for word, count in missing.items():
        if count > 0:
            place = next((item.place for item in old if item.text == word), "paragraph")
            result.lost.append((place, [word] * count))


def _run(words, instead, missing, lost):
    """Notes which of the words in a row are really missing, and what kind of loss that is."""
    gone = []
    for word in words:
        if missing[word.text] > 0:
            missing[word.text] -= 1
            gone.append(word)
    if not gone:
        return
    text, put = "".join(word.text for word in words), "".join(instead)
    if text == put:
        kind = "divided or joined"
    elif text.casefold() == put.casefold():
        kind = "letter case"
    else:
        kind = Counter(word.place for word in gone).most_common(1)[0][0]
    lost.append((kind, [word.text for word in gone]))
