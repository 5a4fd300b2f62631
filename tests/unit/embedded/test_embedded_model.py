"""Any run of registrations and deletions ends as a model of a few lines says, and no id ever means two texts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from treatyc.embedded import deleting
from treatyc.embedded.content import Content
from treatyc.embedded.judges import judges
from treatyc.embedded.names import Name
from treatyc.embedded.parsing import Parser
from treatyc.embedded.records import ALL, Records
from treatyc.embedded.refusal import Refusal
from treatyc.embedded.registering import Registry
from treatyc.embedded.requests import Registration
from treatyc.embedded.store import Store
from treatyc.system.schema import Format
from treatyc.workspace.protoc import compile_protobuf

# Each can follow each other: an enumeration of one name with a default.
TEXTS = [f'{{"type":"enum","name":"E","symbols":["Z","{sign}"],"default":"Z"}}' for sign in "ABCD"]
NAMES = [Name(".", "s"), Name(".", "t"), Name(".x", "s")]


@dataclass
class Version:
    number: int
    text: str
    deleted: bool = False


@dataclass
class Model:
    """What should be there: versions of subjects, and all ids that were ever given in a context."""

    subjects: dict[Name, list[Version]] = field(default_factory=lambda: {name: [] for name in NAMES})
    given: dict[tuple[str, int], str] = field(default_factory=dict)

    def live(self, name: Name) -> list[Version]:
        return [each for each in self.subjects[name] if not each.deleted]


class Machine(RuleBasedStateMachine):
    """A registry and its model."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "store"
        self.store = Store(self.path)
        self.parser = Parser(compile_protobuf)
        self.model = Model()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    @property
    def registry(self) -> Registry:
        return Registry(self.store, self.parser, judges("confluent", compile_protobuf))

    def outcome(self, work: Callable[[Records], object]) -> object:
        """What a change answers, or the code that it is refused by."""
        try:
            with self.store.writing() as records:
                return work(records)
        except Refusal as refusal:
            return refusal.code

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS))
    def register(self, name: Name, text: str) -> None:
        versions = self.model.subjects[name]
        same = [each for each in self.model.live(name) if each.text == text]
        expected = same[-1].number if same else max((each.number for each in versions), default=0) + 1
        if not same:
            versions[:] = [each for each in versions if each.text != text]
            versions.append(Version(expected, text))

        found = self.registry.register(name, Registration(Content(Format.AVRO, text)), normalize=False)

        assert expected == found.number
        assert text == self.model.given.setdefault((name.context, found.stored.id), text)

    @rule(name=st.sampled_from(NAMES), permanent=st.booleans())
    def delete_subject(self, name: Name, permanent: bool) -> None:  # noqa: FBT001 - hypothesis calls by name
        versions, live = self.model.subjects[name], self.model.live(name)
        code = None
        if not versions:
            code = 40401
        elif permanent and live:
            code = 40405
        elif not permanent and not live:
            code = 40404
        wanted = [each.number for each in (versions if permanent else live)]

        assert self.outcome(lambda records: deleting.delete_subject(records, name, permanent=permanent)) == (
            code or wanted
        )

        if code is not None:
            return
        if permanent:
            versions.clear()
        for each in versions:
            each.deleted = True

    @rule(name=st.sampled_from(NAMES), number=st.integers(1, 5), permanent=st.booleans())
    def delete_version(self, name: Name, number: int, permanent: bool) -> None:  # noqa: FBT001 - hypothesis calls by name
        versions = self.model.subjects[name]
        found = next((each for each in versions if each.number == number), None)
        code = None
        if found is None:
            code = 40402 if versions else 40401
        elif found.deleted is not permanent:
            code = 40407 if permanent else 40406
        outcome = self.outcome(lambda records: deleting.delete_version(records, name, number, permanent=permanent))

        assert outcome == (code or number)
        if found is not None and code is None:
            found.deleted = True
            versions[:] = [each for each in versions if not (permanent and each is found)]

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = Store(self.path)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store.reading() as records:
            for name, versions in self.model.subjects.items():
                found = [(each.number, each.stored.content.text, each.deleted) for each in records.versions(name, ALL)]
                assert sorted((each.number, each.text, each.deleted) for each in versions) == found
            live = sorted(name for name in NAMES if self.model.live(name))
            assert live == records.subjects()
            there = {(each.context, version.stored.id) for each in NAMES for version in records.versions(each, ALL)}
            for key, text in self.model.given.items():
                stored = records.content(*key)
                assert (stored is not None) is (key in there)
                assert stored is None or text == stored.content.text


Machine.TestCase.settings = hypothesis_settings(max_examples=40, stateful_step_count=30, deadline=None)
TestModel = Machine.TestCase
