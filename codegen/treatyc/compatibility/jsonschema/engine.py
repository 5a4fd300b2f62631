"""The engine of JSON Schema: one question to the solver, and, where it does not say yes, why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from treatyc.compatibility.engine import Engine
from treatyc.compatibility.finding import Category, Effect, Finding, Scope, Witness
from treatyc.compatibility.jsonschema.changes import changes
from treatyc.compatibility.jsonschema.explain import Broken, Inquiry, broken_claims, questions_for
from treatyc.compatibility.jsonschema.fingerprint import fingerprint, meaning
from treatyc.compatibility.jsonschema.position import Member, written
from treatyc.compatibility.jsonschema.read import read
from treatyc.compatibility.jsonschema.rules import (
    NARROWINGS,
    more,
    not_contained,
    not_proven,
    open_content,
)
from treatyc.compatibility.jsonschema.seen import Both, Hit, Narrowing
from treatyc.compatibility.jsonschema.shelf import Shelf
from treatyc.compatibility.jsonschema.solve import Answer, Included, Node, Refuted, Unknown, solve
from treatyc.compatibility.jsonschema.validator import Validator
from treatyc.compatibility.rule import Rule
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.compatibility.subject import Everything, Named, Subject, WholeFile
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.library import Document
from treatyc.load.jsonschema.uri import SUFFIX
from treatyc.source import Pointer
from treatyc.system.schema import Format

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Pair:
    """One schema of the writer and the reader's of the same meaning."""

    name: str
    writer: Node
    reader: Node
    sender: Validator
    receiver: Validator
    size: int

    @property
    def both(self) -> Both:
        """Where both stand."""
        return Both(self.writer.place, self.reader.place)

    def proves(self, document: JsonValue) -> bool:
        """Whether the writer's validator accepts a document and the reader's refuses it."""
        return self.sender.accepts(document) and self.receiver.refusal(document) is not None


def names(shelf: Shelf) -> tuple[tuple[str, str], ...]:
    """The full names of a folder, each with the path of its file."""
    return tuple(sorted((name, document.path) for name, document in shelf.named.items()))


def subject_fingerprint(subject: Subject[Shelf]) -> str:
    """One hash for all that is compared."""
    return _hashed(subject, fingerprint)


def subject_meaning(subject: Subject[Shelf]) -> str:
    """One hash for all that makes a version."""
    return _hashed(subject, meaning)


def _hashed(subject: Subject[Shelf], of: Callable[[Shelf, str], str]) -> str:
    documents = _documents(subject)
    if len(documents) == 1:
        (document,) = documents.values()
        return of(subject.library, document.path)
    text = "\n".join(f"{name} {of(subject.library, each.path)}" for name, each in sorted(documents.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def compare(writer: Subject[Shelf], reader: Subject[Shelf], settings: Settings) -> tuple[Finding, ...]:
    """All that is found between two subjects."""
    mine, theirs = _documents(writer), _documents(reader)
    if isinstance(writer.root, WholeFile) and isinstance(reader.root, WholeFile) and mine and theirs:
        # Two files at hand are one schema, whatever they are called.
        theirs = dict(zip(mine, theirs.values(), strict=True))
    found: dict[Finding, None] = {}
    for name, document in sorted(mine.items()):
        other = theirs.get(name)
        # What has no namesake is told of by who compares folders, in one way for all formats.
        if other is not None and fingerprint(writer.library, document.path) != fingerprint(reader.library, other.path):
            found.update((each, None) for each in _pair(writer.library, document, reader.library, other, settings))
    return tuple(sorted(found, key=lambda each: (each.schema, each.path, each.rule, each.message)))


def _pair(mine: Shelf, old: Document, theirs: Shelf, new: Document, settings: Settings) -> Iterator[Finding]:
    pair = Pair(
        old.name,
        Node(mine.library, Pointer(old.path)),
        Node(theirs.library, Pointer(new.path)),
        Validator(mine, old.path),
        Validator(theirs, new.path),
        mine.size(old.path) + theirs.size(new.path),
    )
    if Scope.EDGE in settings.scopes:
        yield from _narrowed(pair, settings)
    if Scope.CHANGE in settings.scopes:
        yield from _changed(pair, settings)


def _changed(pair: Pair, settings: Settings) -> Iterator[Finding]:
    """What changed beside what is accepted."""
    for change in changes(pair.writer, pair.reader, settings):
        finding = _finding(change.rule, pair.name, change.hit)
        if change.document is not None:
            words = json.dumps(change.document.value, ensure_ascii=False)
            finding = replace(finding, witness=Witness(words, change.hit.reading))
        elif not finding.unproven:
            breaks = change.rule.effect is Effect.BREAKS
            why = "no document was found in which it stands" if breaks else "it asserts nothing: no document shows it"
            finding = replace(finding, unproven=why)
        yield finding


def _narrowed(pair: Pair, settings: Settings) -> Iterator[Finding]:
    """What of the writer's documents the reader refuses."""
    answer = solve(pair.writer, pair.reader, settings)
    foreign = _foreign(pair, settings)
    if isinstance(answer, Included) and foreign is None:
        return
    found: dict[tuple[str, str, str], Finding] = {}
    strict = replace(settings, content_model=ContentModel.STRICT) if foreign is not None else None
    known = [answer.document] if isinstance(answer, Refuted) else []
    strange = [foreign.document] if foreign is not None else []
    own = None if isinstance(answer, Included) else settings
    left = questions_for(pair.size)
    inquiry = Inquiry(pair.writer, pair.reader, own, strict, pair.proves, known, strange, left)
    for broken in _first_of_each(broken_claims(inquiry)):
        finding = _broken(pair, broken)
        if finding is not None:
            found.setdefault((finding.rule, finding.path, finding.message), finding)
    told = [*found.values()]
    if all(finding.effect is not Effect.BREAKS for finding in told):
        told += _unexplained(pair, answer)
    if inquiry.untold and any(finding.witness is not None for finding in told):
        told += (_untold(_finding(more.RULE, pair.name, hit), told) for hit in more.RULE.look(pair.both))
    yield from told


def _untold(remark: Finding, told: Sequence[Finding]) -> Finding:
    """Beside a break others may hide: who accepts all that is listed has not accepted those."""
    if all(finding.effect is not Effect.BREAKS for finding in told):
        return remark
    return replace(remark, effect=Effect.UNPROVEN, unproven="what was not looked at may break as well")


def _foreign(pair: Pair, settings: Settings) -> Refuted | None:
    """A document of a producer that sends what nobody declared, if one would break anything."""
    if settings.content_model is ContentModel.STRICT:
        return None
    answer = solve(pair.writer, pair.reader, replace(settings, content_model=ContentModel.STRICT))
    return answer if isinstance(answer, Refuted) else None


def _broken(pair: Pair, broken: Broken) -> Finding | None:
    """A broken claim in a rule's words, if the reader's own validator refuses the document."""
    narrowing = Narrowing(broken.position, broken.claim)
    witness = _witness(pair, broken.document, broken.claim.place, narrowing.path)
    if witness is None:
        return None
    rules = (open_content.RULE,) if broken.foreign else NARROWINGS
    rule, hit = next((rule, hit) for rule in rules for hit in rule.look(narrowing))
    return replace(_finding(rule, pair.name, hit), witness=witness)


def _unexplained(pair: Pair, answer: Answer) -> Iterator[Finding]:
    """What is to be said where no claim by itself is broken."""
    match answer:
        case Included():
            return
        case Unknown(reason):
            yield _not_proven(pair, reason)
        case Refuted(document):
            witness, refusal = _witness(pair, document), pair.receiver.refusal(document)
            if witness is None or refusal is None:
                yield _not_proven(pair, "what the validator of one side gives up on")
                return
            hit = not_contained.refused(refusal.path, refusal.place, pair.writer.place)
            yield replace(_finding(not_contained.RULE, pair.name, hit), witness=witness)


def _not_proven(pair: Pair, reason: str) -> Finding:
    (hit,) = not_proven.RULE.look(pair.both)
    return replace(_finding(not_proven.RULE, pair.name, hit), unproven=f"the solver cannot decide {reason}")


def _witness(pair: Pair, document: JsonValue, about: Pointer | None = None, path: str = "") -> Witness | None:
    """The document with what the reader says to it, if the writer's validator accepts it and the reader's does not."""
    if not pair.sender.accepts(document):
        return None
    refusal = pair.receiver.refusal(document, about, path)
    return None if refusal is None else Witness(json.dumps(document, ensure_ascii=False), refusal.said)


def _first_of_each(broken: tuple[Broken, ...]) -> Iterator[Broken]:
    """A schema that was nowhere before makes many claims at one position: one of them tells enough."""
    seen = set()
    for each in sorted(broken, key=lambda each: each.foreign):
        narrowing = Narrowing(each.position, each.claim)
        path = _path(narrowing)
        if path not in seen or not (narrowing.undeclared or each.foreign):
            yield each
        seen.add(path)


def _path(narrowing: Narrowing) -> str:
    """Where a claim is about one value; a property that is missing stands where it would."""
    if narrowing.claim.keyword == "required":
        return written((*narrowing.position.steps, Member(narrowing.claim.about)))
    return narrowing.path


def _finding(rule: Rule[P, Hit], name: str, hit: Hit) -> Finding:
    code = rule.category is Category.SOURCE and rule.effect is Effect.BREAKS
    return Finding(
        rule.id,
        rule.category,
        rule.effect,
        hit.message,
        name,
        hit.path,
        hit.writer,
        hit.reader,
        help=hit.help,
        unproven="it breaks code, not messages" if code else "",
    )


def _documents(subject: Subject[Shelf]) -> dict[str, Document]:
    """What is compared, by full name."""
    named = subject.library.named
    match subject.root:
        case WholeFile(path):
            document = subject.library.library.documents.get(path)
            return {document.name: document} if document is not None else {}
        case Named(name):
            return {name: named[name]} if name in named else {}
        case Everything():
            return named


ENGINE: Engine[Shelf] = Engine(Format.JSONSCHEMA, SUFFIX, read, names, subject_fingerprint, compare, subject_meaning)
