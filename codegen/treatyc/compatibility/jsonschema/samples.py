"""Documents worth a try where nothing is proven: a few that the writer sends, each with one part changed.

Candidates are cheap and prove nothing by themselves: the validators decide. The words come from both schemas: their
constants, the numbers around their bounds, the letters of their patterns.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.canonical import text

_WORDS_MAX = 120
_LENGTH_MAX = 2_000
_PLAIN: tuple[JsonValue, ...] = (None, True, False, 0, 1, -1, 0.5, "", "a", "A", "0", "-", " ", "é", [], {}, [[]])
_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
_LENGTHS = frozenset({"minLength", "maxLength"})
_RUN = re.compile(r"[A-Za-z0-9_ @./:-]+")


def samples(seeds: Iterable[JsonValue], schemas: Iterable[JsonValue], limit: int) -> Iterator[JsonValue]:
    """At most so many documents: the seeds, the schemas' own words, and seeds with one part replaced or left out."""
    sown = list(seeds)
    words = list(itertools.islice(_different(itertools.chain(_PLAIN, *(_words(each) for each in schemas))), _WORDS_MAX))
    every = itertools.chain(sown, words, *(_changed(seed, words) for seed in sown))
    return itertools.islice(_different(every), limit)


def _different(values: Iterable[JsonValue]) -> Iterator[JsonValue]:
    seen: set[str] = set()
    for value in values:
        key = text(value)
        if key not in seen:
            seen.add(key)
            yield value


def _words(schema: JsonValue) -> Iterator[JsonValue]:
    """The values that a schema speaks of, wherever it does."""
    pending = [schema]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending.extend(node)
        elif isinstance(node, dict):
            for keyword, held in node.items():
                yield from _of_keyword(keyword, held)
                pending.append(held)


def _of_keyword(keyword: str, held: JsonValue) -> Iterator[JsonValue]:
    if keyword in ("enum", "examples") and isinstance(held, list):
        yield from held
    elif keyword in ("const", "default"):
        yield held
    elif keyword in _BOUNDS and isinstance(held, int | float):
        yield from (held, held + 1, held - 1, held / 2)
    elif keyword in _LENGTHS and isinstance(held, int) and held < _LENGTH_MAX:
        yield from ("a" * length for length in (held - 1, held, held + 1) if length > 0)
    elif keyword == "pattern" and isinstance(held, str):
        runs = _RUN.findall(held)
        yield from (run for run in (*runs, "".join(runs), f"{''.join(runs)}a"))


def _changed(value: JsonValue, words: list[JsonValue]) -> Iterator[JsonValue]:
    """A value with one part of it changed, the outermost parts first; it nests no deeper than a solution does."""
    yield from words
    if isinstance(value, dict):
        yield from ({key: held for key, held in value.items() if key != name} for name in value)
        for name, held in value.items():
            yield from ({**value, name: changed} for changed in _changed(held, words))
    elif isinstance(value, list):
        yield from (value[:at] + value[at + 1 :] for at in range(len(value)))
        for at, held in enumerate(value):
            yield from ([*value[:at], changed, *value[at + 1 :]] for changed in _changed(held, words))
