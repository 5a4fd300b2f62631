"""Whether one JSON Schema contains another, against the recorded verdicts of other engines and the official suite.

What is so and what an engine says are kept apart: `jsonschema_compatibility_differences.json` lists every pair whose
verdict here is not the one that its source states, with the reason why; an entry that is no longer needed must leave.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conformance.json_schema_suite import DRAFTS, SUITE, Group, groups, remotes
from tests.fuzz.jsonschema import answer_to, node
from tests.fuzz.jsonschema_schemas import Pair
from treatyc.compatibility.jsonschema.normal.formula import Refer
from treatyc.compatibility.jsonschema.normal.schemas import Schemas
from treatyc.compatibility.jsonschema.normal.translate import Translator
from treatyc.compatibility.jsonschema.read import read
from treatyc.compatibility.jsonschema.search.answer import Budget
from treatyc.compatibility.jsonschema.search.holds import Judge
from treatyc.compatibility.jsonschema.solve import Included, Node, Refuted, Unknown, solve
from treatyc.compatibility.settings import WORK, ContentModel, Settings
from treatyc.diagnostics import Report
from treatyc.load.json_text import JsonValue
from treatyc.source import Pointer, SourceTree

VECTORS = Path(__file__).parents[3] / "shared" / "vectors" / "pairs.jsonl"
DIFFERENCES: Mapping[str, str] = json.loads(
    Path(__file__).with_name("jsonschema_compatibility_differences.json").read_text()
)
SLOWEST_S = 1.0
UNDECIDED_MAX = 0.01
ENGINES = ("confluent", "karapace", "apicurio")

pytestmark = pytest.mark.skipif(not VECTORS.is_file(), reason=f"{VECTORS.name} lies in ../shared, which is not here")


@dataclass(frozen=True)
class Vector:
    """A pair as it is recorded: `writes` and `reads` are the schemas by what they do, whichever is the older."""

    label: str
    writes: JsonValue
    reads: JsonValue
    stated: bool
    engines: tuple[bool, ...]
    counterexample: bool

    def verdict(self) -> bool | None:
        """What is so, by pure validation."""
        match answer_to(Pair(self.writes, self.reads, ContentModel.STRICT)):
            case Included():
                return True
            case Refuted():
                return False
            case Unknown() | None:
                return None


def vectors() -> Iterator[Vector]:
    seen: Counter[str] = Counter()
    for line in VECTORS.read_text().splitlines():
        pair = json.loads(line)
        if pair["format"] != "JSON":
            continue
        label = f"{pair['id']} {pair['mode']}"
        seen[label] += 1
        old, new = json.loads(pair["writer"]), json.loads(pair["reader"])
        writes, reads = (old, new) if pair["mode"] == "BACKWARD" else (new, old)
        engines = tuple(pair[engine] for engine in ENGINES if isinstance(pair[engine], bool))
        numbered = label if seen[label] == 1 else f"{label} ({seen[label]})"
        yield Vector(numbered, writes, reads, pair["stated"], engines, pair["counterexample_found"])


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[Vector, bool | None, float]]:
    """Every vector with its verdict here and the seconds that it took."""
    found = []
    for vector in vectors():
        begin = time.process_time()
        verdict = vector.verdict()
        found.append((vector, verdict, time.process_time() - begin))
    return found


Verdicts = list[tuple[Vector, bool | None, float]]


def test_no_pair_with_a_counterexample_is_called_compatible(verdicts: Verdicts) -> None:
    """A recorded document proves the break, whatever the source of the pair states."""
    wrong = [vector.label for vector, verdict, _ in verdicts if vector.counterexample and verdict is not False]

    assert [] == wrong


def test_verdicts_are_those_that_the_sources_state_but_for_what_is_listed(verdicts: Verdicts) -> None:
    """Each difference has its reason in the list, and each entry of the list is a difference."""
    differing = {vector.label for vector, verdict, _ in verdicts if verdict is not vector.stated}

    assert set(DIFFERENCES) == differing


def test_every_pair_on_which_all_engines_are_wrong_is_listed(verdicts: Verdicts) -> None:
    """Where no engine says what is said here, the list says why."""
    alone = {vector.label for vector, verdict, _ in verdicts if vector.engines and verdict not in vector.engines}

    assert set() == alone - set(DIFFERENCES)


def test_nearly_every_pair_is_decided(verdicts: Verdicts) -> None:
    """An honest `unproven` is still no answer."""
    undecided = [vector.label for vector, verdict, _ in verdicts if verdict is None]

    assert len(undecided) <= UNDECIDED_MAX * len(verdicts), undecided


def test_no_pair_takes_over_a_second(verdicts: Verdicts) -> None:
    """Not even the twelve-way recursive `oneOf` on which another engine hangs (COMPATIBILITY.md 2e)."""
    slow = [(vector.label, took_s) for vector, _, took_s in verdicts if took_s > SLOWEST_S]

    assert [] == slow


META_SCHEMA = "json-schema.org/draft"
"""What a group refers to whose verdicts are not asked for: the solver does not look into a draft's own schema."""
UNREAD = frozenset({"vocabulary"})
"""Files of the suite with meta-schemas of their own, which treaty does not read."""


def files() -> list[tuple[str, str]]:
    found = {(draft, path.stem) for draft in DRAFTS for path in (SUITE / draft).glob("*.json")}
    return sorted(each for each in found if each[1] not in UNREAD)


@pytest.mark.parametrize(("draft", "file"), files())
def test_the_normal_form_means_what_the_official_suite_says(draft: str, file: str) -> None:
    """A document is valid where the formula holds of it, and where the schema contains the constant that it is."""
    wrong = []
    for group in groups(draft):
        if group.file != file:
            continue
        side = read_group(group)
        schemas = Schemas((side.library,))
        judge = Judge(Translator(schemas), Budget(WORK))
        refer = Refer(schemas.root(0, side.place), positive=True)
        for case in group.cases:
            if META_SCHEMA in json.dumps(group.schema.get("$ref", "") if isinstance(group.schema, dict) else ""):
                continue
            holds = judge.holds(refer, case.document)
            constant = node({"$schema": DRAFTS[draft].uri, "const": case.document})
            assert constant is not None
            contained = solve(constant, side, Settings(ContentModel.STRICT)) == Included()
            if (holds, contained) != (case.valid, case.valid):
                wrong.append((group.label, case.description, holds, contained))

    assert [] == wrong


def read_group(group: Group) -> Node:
    """A group's schema, among the documents of the suite's server where it needs them."""
    own = group.source()
    sources = [own, *(remotes(group.draft) if group.remote else ())]
    report = Report()
    shelf = read(SourceTree("", {source.path: source for source in sources}), "schemas", report)
    # Documents of the server that nothing here needs are in drafts that treaty does not read.
    said = [diagnostic for diagnostic in report.diagnostics if diagnostic.place.path == own.path]
    assert [] == said, group.label
    return Node(shelf.library, Pointer(own.path))
