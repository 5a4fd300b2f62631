"""Whether every document that one schema accepts is accepted by another: proven, refuted by a document, or unknown."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.compatibility.jsonschema import oracle
from treatyc.compatibility.jsonschema.normal.formula import Reach, Refer, every
from treatyc.compatibility.jsonschema.normal.goal import Goal
from treatyc.compatibility.jsonschema.normal.schemas import Schemas
from treatyc.compatibility.jsonschema.normal.translate import Translator
from treatyc.compatibility.jsonschema.samples import samples
from treatyc.compatibility.jsonschema.search.answer import Answer as Solution
from treatyc.compatibility.jsonschema.search.answer import (
    Budget,
    ExhaustedError,
    Found,
    Nothing,
    UndecidedError,
    Unsure,
)
from treatyc.compatibility.jsonschema.search.find import Search
from treatyc.compatibility.jsonschema.search.holds import Judge
from treatyc.compatibility.jsonschema.shrink import shrunk
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.library import Library
from treatyc.source import Pointer

_SENDS_WORK = 100_000
_SEED_WORK = 20_000
_SAMPLES = 1_500
CONTRADICTED = "a document of which jsonschema-rs says otherwise"
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
    return _Comparison(writer, reader, settings).answer()


def sends(writer: Node, document: JsonValue) -> bool | None:
    """Whether a producer that sends only what its schema declares may send a document; None where that is unclear."""
    schemas = Schemas((writer.library,))
    refer = Refer(schemas.root(0, writer.place), positive=True, reach=Reach.DECLARED)
    return _sendable(Translator(schemas), refer, document)


def _sendable(translator: Translator, refer: Refer, document: JsonValue) -> bool | None:
    try:
        return Judge(translator, Budget(_SENDS_WORK)).sendable(refer, document)
    except (ExhaustedError, UndecidedError, RecursionError):
        return None


class _Comparison:
    """One writer and one reader. What is found of `reach` is what a producer of that reach sends."""

    def __init__(self, writer: Node, reader: Node, settings: Settings) -> None:
        self._writer, self._reader = writer, reader
        self._reach = _REACH[settings.content_model]
        schemas = Schemas((writer.library, reader.library))
        self._sites = schemas.root(0, writer.place), schemas.root(1, reader.place)
        self._translator = Translator(schemas)
        self._search = Search(self._translator, Budget(settings.work))
        self._validators: list[oracle.Validator | None] | None = None

    def answer(self) -> Answer:
        """The verdict, each document held against the validators before it is shown."""
        solution = self._refutation()
        match solution:
            case Nothing():
                return Included()
            case Found(document):
                if not self._refuses(document):
                    return Unknown(self._objection(document))
                return Refuted(shrunk(document, self._shows))
            case Unsure():
                return self._guessed(solution)

    def _refutation(self) -> Solution:
        """A document of the writer that the reader refuses."""
        solution = self._solved(self._goal())
        if self._reach is Reach.DECLARED and isinstance(solution, Nothing):
            sendable = self._solved(Goal((self._written(),)))
            if isinstance(sendable, Nothing):
                # A writer that can send nothing of what it declares is taken at its word.
                self._reach = Reach.OPEN
                return self._solved(self._goal())
        return solution

    def _goal(self) -> Goal:
        """What a document satisfies that the writer sends and the reader refuses."""
        return Goal((self._written(), Refer(self._sites[1], positive=False)))

    def _written(self) -> Refer:
        return Refer(self._sites[0], positive=True, reach=self._reach)

    def _solved(self, goal: Goal) -> Solution:
        try:
            return self._search.solve(goal)
        except ExhaustedError:
            return Unsure("this within the work that one comparison may take")
        except RecursionError:
            return Unsure("schemas that nest so deep")

    def _refuses(self, document: JsonValue) -> bool:
        """Whether the writer accepts a document and the reader refuses it, as jsonschema-rs says."""
        if self._validators is None:
            self._validators = [oracle.validator(node.library, node.place) for node in (self._writer, self._reader)]
        writing, reading = self._validators
        if writing is None or reading is None:
            return False
        return oracle.accepts(writing, document) is True and oracle.accepts(reading, document) is False

    def _objection(self, document: JsonValue) -> str:
        """Why the validators do not agree that a document which was solved for shows a break."""
        if self._validators is None or None in self._validators:
            return "what jsonschema-rs says, which makes no validator of one of the schemas"
        try:
            Judge(self._translator, Budget(_SENDS_WORK)).holds(every(self._goal()), document)
        except UndecidedError as error:
            return str(error)
        return CONTRADICTED

    def _shows(self, document: JsonValue) -> bool:
        """Whether a document that nobody solved for is one that the writer sends and the reader refuses."""
        if not self._refuses(document):
            return False
        return self._reach is Reach.OPEN or _sendable(self._translator, self._written(), document) is True

    def _guessed(self, doubt: Unsure) -> Answer:
        """A refutation among documents that are worth a try."""
        seed = self._fresh_seed()
        schemas = [node.library.node(node.place) for node in (self._writer, self._reader)]
        for document in samples([*doubt.guess, *seed], schemas, _SAMPLES):
            if self._shows(document):
                return Refuted(shrunk(document, self._shows))
        return Unknown(doubt.reason)

    def _fresh_seed(self) -> tuple[JsonValue, ...]:
        """A document of the writer, whatever the reader says of it."""
        self._search = Search(self._translator, Budget(_SEED_WORK))
        match self._solved(Goal((self._written(),))):
            case Found(document):
                return (document,)
            case Unsure(guess=guess):
                return guess
            case Nothing():
                return ()
