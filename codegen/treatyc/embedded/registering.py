"""Registering, looking up and checking: what the API does with a text that comes in.

A text is parsed and held against the versions before it outside of any transaction, for that may take its time. It is
written in a short one, if nothing that counts has changed meanwhile; else all is looked at again.
"""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from treatyc.compatibility.mode import Mode
from treatyc.embedded import keeping, settings
from treatyc.embedded.content import Content, Stored
from treatyc.embedded.names import Name, checked
from treatyc.embedded.parsing import Parsed, Parser, Text
from treatyc.embedded.protobuf_text import declares_the_same, says_the_same
from treatyc.embedded.records import ALL, LIVE, Records, Version
from treatyc.embedded.refusal import (
    incompatible,
    invalid_schema,
    not_permitted,
    schema_not_found,
    subject_not_found,
    version_not_found,
)
from treatyc.embedded.requests import LATEST, Registration
from treatyc.embedded.resolving import whole, with_numbers
from treatyc.embedded.settings import Access, Config
from treatyc.embedded.store import Store
from treatyc.embedded.verdicts import Former, Judge, messages
from treatyc.system.schema import Format

JudgeOf = Callable[[Config], Judge]
"""Who decides where these settings hold."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a subject when a text comes in; two that are equal lead to the same end."""

    config: Config
    access: Access
    content: Content
    text: Text
    versions: tuple[Version, ...]
    formers: tuple[Text, ...]

    @property
    def live(self) -> tuple[Version, ...]:
        """The versions that a new one follows."""
        return tuple(each for each in self.versions if not each.deleted)

    @property
    def next_number(self) -> int:
        """The number of a new version."""
        return max((each.number for each in self.versions), default=0) + 1


@dataclass(frozen=True, slots=True)
class Registry:
    """The registry's work on texts; methods raise `Refusal`, and may take their time."""

    store: Store
    parser: Parser
    judge_of: JudgeOf

    def register(self, name: Name, wanted: Registration, *, normalize: bool) -> Version:
        """The version of a subject that has this text, registered if it was not."""
        checked(name)
        while True:
            with self.store.reading() as records:
                found = _look(records, name, wanted)
            known, content = self._known(name, found, wanted, normalize=normalize)
            if known is not None:
                return known
            self._prove(name, found, content, wanted)
            with self.store.writing() as records:
                # Whoever wrote in between has come further, so that this ends.
                if _look(records, name, wanted) == found:
                    return _write(records, name, found, content, wanted)

    def look_up(self, name: Name, wanted: Registration, *, normalize: bool, deleted: bool) -> Version:
        """The version of a subject that has this text."""
        with self.store.reading() as records:
            window = ALL if deleted else LIVE
            if not records.numbers(name, window):
                raise subject_not_found(name)
            config = settings.config(records, name)
            content = with_numbers(records, name, wanted.content)
            text, versions = whole(records, name, content), records.versions(name, window)
        parsed = self._parsed(text, config, normalize=normalize)
        wished = _kept(content, parsed, sorts=self._normalizes(config, normalize=normalize))
        found = self._match(name, versions, wished, parsed)
        if found is None:
            raise schema_not_found()
        return found

    def check(self, name: Name, number: int | None, wanted: Registration, *, normalize: bool) -> tuple[str, ...]:
        """What stands against a text beside one version, or beside those that the subject's mode names."""
        with self.store.reading() as records:
            found = _look(records, name, wanted)
        live = found.live
        if number is not None:
            live = live[-1:] if number == LATEST else tuple(each for each in live if each.number == number)
            if not live and number != LATEST:
                raise version_not_found(number)
        parsed = self._parsed(found.text, found.config, normalize=normalize)
        self.parser.prove_new(found.text)
        return self._messages(found, live, found.content, parsed)

    def parsed(self, name: Name, content: Content) -> Parsed:
        """A content that is there, parsed."""
        with self.store.reading() as records:
            text = whole(records, name, content)
        return self.parser.parse(text)

    def _known(
        self, name: Name, found: Found, wanted: Registration, *, normalize: bool
    ) -> tuple[Version | None, Content]:
        """The version that has a text already, and the content that a new one would have."""
        parsed = self._parsed(found.text, found.config, normalize=normalize)
        content = _kept(found.content, parsed, sorts=self._normalizes(found.config, normalize=normalize))
        if wanted.version is None and not keeping.adds(found.config):
            known = self._match(name, found.live, content, parsed)
            if known is not None and wanted.id in (None, known.stored.id):
                return known, content
        settings.refuse_unless_found(found.access, name, importing=wanted.id is not None)
        if found.access is not Access.IMPORT:
            previous = found.live[-1].stored.content if found.live else None
            numbered = wanted.version is not None
            content = keeping.carried_on(content, previous, found.config, found.next_number, numbered=numbered)
        same = [each for each in found.live if each.stored.content == content]
        fits = same and wanted.id in (None, same[-1].stored.id) and wanted.version in (None, same[-1].number)
        return (same[-1] if fits else None), content

    def _prove(self, name: Name, found: Found, content: Content, wanted: Registration) -> None:
        """Raise unless a content may follow."""
        if found.access is Access.IMPORT:
            return
        if wanted.version not in (None, found.next_number):
            raise invalid_schema("Version is not one more than previous version")
        self.parser.prove_new(found.text)
        parsed = self.parser.parse(dataclasses.replace(found.text, text=content.text))
        against = self._messages(found, found.live, content, parsed)
        if against:
            raise incompatible(name, against)

    def _messages(self, found: Found, live: Sequence[Version], content: Content, parsed: Parsed) -> tuple[str, ...]:
        """What stands against a content beside those versions that are of its group, where groups are told apart."""
        group = found.config.get("compatibilityGroup")
        mine = keeping.properties(content).get(str(group))
        mode = Mode(str(found.config["compatibilityLevel"]).lower())
        texts = dict(zip(found.versions, found.formers, strict=True))
        formers = [
            Former(each.number, each.stored.content.format, functools.partial(self.parser.parse, texts[each]))
            for each in live
            if group is None or keeping.properties(each.stored.content).get(str(group)) == mine
        ]
        return messages(self.judge_of(found.config), found.content.format, parsed, formers, mode)

    def _parsed(self, text: Text, config: Config, *, normalize: bool) -> Parsed:
        return self.parser.parse(text, normalize=self._normalizes(config, normalize=normalize))

    def _normalizes(self, config: Config, *, normalize: bool) -> bool:
        return normalize or config.get("normalize") is True

    def _match(self, name: Name, versions: Sequence[Version], content: Content, parsed: Parsed) -> Version | None:
        """The version of a content; one that says nothing of what is kept beside it means the last of its text.

        A descriptor that was sent has no layout and no comments, and means the file that declares the same.
        """
        exact = [each for each in versions if each.stored.content == content]
        if exact or content.metadata is not None or content.rule_set is not None:
            return exact[-1] if exact else None
        alike = [each for each in versions if _alike(each.stored.content, content)]
        if not alike and parsed.sent_as_descriptor:
            alike = [
                each
                for each in versions
                if each.stored.content.format is content.format
                and each.stored.content.references == content.references
                and declares_the_same(self.parsed(name, each.stored.content).descriptor, parsed.descriptor)
            ]
        return alike[-1] if alike else None


def _look(records: Records, name: Name, wanted: Registration) -> Found:
    """All that a decision rests on."""
    versions = tuple(records.versions(name, ALL))
    live = [each for each in versions if not each.deleted]
    content = wanted.content
    if not content.text.strip():
        if not live:
            raise invalid_schema("Empty schema")
        last = live[-1].stored.content
        content = dataclasses.replace(content, format=last.format, text=last.text, references=last.references)
    content = with_numbers(records, name, content)
    return Found(
        settings.config(records, name),
        settings.access(records, name),
        content,
        whole(records, name, content),
        versions,
        tuple(whole(records, name, each.stored.content) for each in versions),
    )


def _kept(content: Content, parsed: Parsed, *, sorts: bool) -> Content:
    """A content in the spelling in which it is kept; what is normal has its references sorted."""
    references = tuple(sorted(content.references)) if sorts else content.references
    return dataclasses.replace(content, text=parsed.text, references=references)


def _alike(one: Content, other: Content) -> bool:
    """Whether two contents have the same text, but for the layout of a Protobuf file."""
    bare = (one.format, one.references) == (other.format, other.references)
    if not bare or one.format is not Format.PROTOBUF:
        return bare and one.text == other.text
    return says_the_same(one.text, other.text)


def _write(records: Records, name: Name, found: Found, content: Content, wanted: Registration) -> Version:
    """A new version; a deleted one of the same content is gone with it."""
    records.add_context(name.context)
    stored = _numbered(records, name, content, wanted.id)
    number = wanted.version or found.next_number
    now_ms = time.time_ns() // 1_000_000
    replaced = next((each for each in found.versions if each.number == number), None)
    records.add_version(name, number, stored.id, now_ms)
    if replaced is not None and replaced.stored.id != stored.id:
        records.drop_unused(name.context, replaced.stored.id)
    for each in found.versions:
        if each.deleted and each.stored.id == stored.id and each.number < number:
            records.remove(each)
    return Version(name, number, deleted=False, registered_ms=now_ms, stored=stored)


def _numbered(records: Records, name: Name, content: Content, id: int | None) -> Stored:
    """A content with its id: the one that it has, the one that was asked for, or the next."""
    same = records.same(name.context, content, id)
    if same is not None:
        return same
    if id is not None and records.content(name.context, id) is not None:
        raise not_permitted(f"Overwrite new schema with id {id} in context {name.context} is not permitted.")
    given = id if id is not None else records.last_id(name.context) + 1
    records.take_id(name.context, given)
    return records.add_content(name, given, content)
