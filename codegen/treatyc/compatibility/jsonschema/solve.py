"""Whether every document that one schema accepts is accepted by another: proven, refuted by a document, or unknown."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.compatibility.jsonschema import oracle
from treatyc.compatibility.jsonschema.normal.formula import Reach, Refer
from treatyc.compatibility.jsonschema.normal.schemas import Schemas
from treatyc.compatibility.jsonschema.normal.translate import Translator
from treatyc.compatibility.jsonschema.search.answer import Answer as Solution
from treatyc.compatibility.jsonschema.search.answer import Budget, ExhaustedError, Found, Goal, Nothing, UndecidedError, Unsure
from treatyc.compatibility.jsonschema.search.find import Search
from treatyc.compatibility.jsonschema.search.holds import Judge
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.library import Library
from treatyc.source import Pointer

_SENDS_WORK = 100_000
_REACH = {ContentModel.DECLARED: Reach.DECLARED, ContentModel.STRICT: Reach.OPEN}


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A schema: the root of a file, or any schema inside it."""

    library: Library
    place: Pointer


@dataclass(frozen=True, slots=True)
class Included:
    """Proven: the reader accepts all that the writer sends."""


@dataclass(frozen=True, slots=True)
class Refuted:
    """The writer accepts `document` and the reader refuses it; jsonschema-rs says so too."""

    document: JsonValue


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither is proven: why, in words that complete "cannot decide"."""

    reason: str


Answer = Included | Refuted | Unknown


def solve(writer: Node, reader: Node, settings: Settings) -> Answer:
    """Whether all that the writer sends is accepted by the reader; it never raises."""
    comparison = _Comparison(writer, reader, settings)
    solution = comparison.refutation(_REACH[settings.content_model])
    match solution:
        case Found(document):
            return comparison.confirmed(document)
        case Nothing():
            return Included()
        case Unsure(reason):
            return Unknown(reason)


class _Comparison:
    """One writer and one reader."""

    def __init__(self, writer: Node, reader: Node, settings: Settings) -> None:
        self._writer, self._reader = writer, reader
        schemas = Schemas((writer.library, reader.library))
        self._sites = schemas.root(0, writer.place), schemas.root(1, reader.place)
        self._search = Search(Translator(schemas), Budget(settings.work))

    def refutation(self, reach: Reach) -> Solution:
        """A document of the writer that the reader refuses."""
        written = Refer(self._sites[0], positive=True, reach=reach)
        solution = self._solved(frozenset({written, Refer(self._sites[1], positive=False)}))
        if not isinstance(solution, Nothing) or reach is Reach.OPEN:
            return solution
        # A writer that can send nothing of what it declares is taken at its word.
        sendable = self._solved(frozenset({written}))
        return self.refutation(Reach.OPEN) if isinstance(sendable, Nothing) else solution

    def _solved(self, goal: Goal) -> Solution:
        try:
            return self._search.solve(goal)
        except ExhaustedError:
            return Unsure("this within the work that one comparison may take")
        except RecursionError:
            return Unsure("schemas that nest so deep")

    def confirmed(self, document: JsonValue) -> Answer:
        """The refutation, if jsonschema-rs agrees."""
        sides = [oracle.validator(node.library, node.place) for node in (self._writer, self._reader)]
        verdicts = [oracle.accepts(side, document) if side is not None else None for side in sides]
        if verdicts == [True, False]:
            return Refuted(document)
        return Unknown(f"what jsonschema-rs says of a document {document} {verdicts}")


def sends(writer: Node, document: JsonValue) -> bool | None:
    """Whether a producer that sends only what its schema declares may send a document; None where that is unclear."""
    schemas = Schemas((writer.library,))
    refer = Refer(schemas.root(0, writer.place), positive=True, reach=Reach.DECLARED)
    try:
        return Judge(Translator(schemas), Budget(_SENDS_WORK)).sendable(refer, document)
    except (ExhaustedError, UndecidedError, RecursionError):
        return None
