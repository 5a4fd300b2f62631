"""Each question of the Confluent API as it is asked, and what is made of its answers, wrong ones too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treaty.registry.problem import NotThere, RegistryProblem, Rejected, WrongAnswer
from treatyc.compatibility.mode import Mode
from treatyc.registry.api import Api
from treatyc.registry.protocol import RegisteredVersion, SchemaReference, Sent, Verdict, VersionKey
from treatyc.system.schema import Format

KEY = VersionKey("a/b value", 3)
SENT = Sent(
    Format.JSONSCHEMA, "{}", (SchemaReference("x.json", VersionKey("x", 1)),), '{"properties": {"owner": "me"}}', "{}"
)
BODY = {
    "schema": "{}",
    "schemaType": "JSON",
    "references": [{"name": "x.json", "subject": "x", "version": 1}],
    "metadata": {"properties": {"owner": "me"}},
    "ruleSet": {},
}
GUID = "8F0C7A0E-3a57-4d6f-9a51-0b6a5c1f2e3d"
ANSWERED = {
    "subject": KEY.subject,
    "version": 3,
    "id": 7,
    "schemaType": "JSON",
    "schema": "{}",
    "references": BODY["references"],
    "guid": GUID,
    "metadata": {"properties": {"owner": "me"}},
    "ruleSet": None,
}
VERSION = RegisteredVersion(KEY, 7, SENT.format, SENT.text, SENT.references, GUID.lower(), SENT.metadata)


@dataclass
class Fake:
    """Answers each question with the next of some things, or raises it."""

    said: Iterator[object]
    asked: list[tuple[object, ...]] = field(default_factory=list)

    async def _next(self, *question: object) -> object:
        self.asked.append(question)
        answer = next(self.said)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def get(self, path: str) -> object:
        return await self._next("GET", path)

    async def post(self, path: str, value: object) -> object:
        return await self._next("POST", path, value)

    async def put(self, path: str, value: object) -> object:
        return await self._next("PUT", path, value)

    async def delete(self, path: str) -> object:
        return await self._next("DELETE", path)


def ask(
    question: Callable[[Api], Awaitable[object]], said: Iterable[object]
) -> tuple[object, list[tuple[object, ...]]]:
    """What comes of a question, and what was asked for it."""
    fake = Fake(iter(said))
    return asyncio.run(_awaited(question(Api(fake)))), fake.asked


async def _awaited(answer: Awaitable[object]) -> object:
    return await answer


GONE = NotThere("no", 40401)
SUBJECT = "/subjects/a%2Fb%20value"

QUESTIONS = {
    "subjects": (lambda api: api.subjects(), [["b", "a", "b"]], ("a", "b"), [("GET", "/subjects")]),
    "versions": (lambda api: api.versions(KEY.subject), [[2, 1]], (1, 2), [("GET", f"{SUBJECT}/versions")]),
    "versions of none": (lambda api: api.versions("a"), [GONE], (), [("GET", "/subjects/a/versions")]),
    "versions of dots": (lambda api: api.versions(".."), [[1]], (1,), [("GET", "/subjects/%2E%2E/versions")]),
    "version": (lambda api: api.version(KEY), [ANSWERED], VERSION, [("GET", f"{SUBJECT}/versions/3")]),
    "look-up": (lambda api: api.look_up(KEY.subject, SENT), [ANSWERED], VERSION, [("POST", SUBJECT, BODY)]),
    "look-up of none": (lambda api: api.look_up(KEY.subject, SENT), [GONE], None, [("POST", SUBJECT, BODY)]),
    "check": (
        lambda api: api.check(KEY.subject, SENT, Mode.FULL_TRANSITIVE),
        [{"is_compatible": False, "messages": ["no\n\x1b[31m", 5]}],
        Verdict(compatible=False, messages=("no [31m",)),
        [("POST", f"/compatibility{SUBJECT}/versions?verbose=true", BODY)],
    ),
    "check of none": (
        lambda api: api.check(KEY.subject, SENT, Mode.FULL_TRANSITIVE),
        [GONE],
        None,
        [("POST", f"/compatibility{SUBJECT}/versions?verbose=true", BODY)],
    ),
    "register": (lambda api: api.register("a", SENT), [{"id": 7}], 7, [("POST", "/subjects/a/versions", BODY)]),
    "mode of a subject": (
        lambda api: api.compatibility("a"),
        [{"compatibilityLevel": "FULL_TRANSITIVE"}],
        Mode.FULL_TRANSITIVE,
        [("GET", "/config/a")],
    ),
    "mode of all": (lambda api: api.compatibility(), [{"compatibility": "NONE"}], Mode.NONE, [("GET", "/config")]),
    "mode of none": (lambda api: api.compatibility("a"), [GONE], None, [("GET", "/config/a")]),
    "set the mode": (
        lambda api: api.set_compatibility("a", Mode.BACKWARD),
        [{}],
        None,
        [("PUT", "/config/a", {"compatibility": "BACKWARD"})],
    ),
    "unset the mode": (lambda api: api.unset_compatibility("a"), ["BACKWARD"], None, [("DELETE", "/config/a")]),
    "unset no mode": (lambda api: api.unset_compatibility("a"), [GONE], None, [("DELETE", "/config/a")]),
    "access": (lambda api: api.access("a"), [{"mode": "READONLY"}], "READONLY", [("GET", "/mode/a")]),
    "access of all": (
        lambda api: api.access("a"),
        [GONE, {"mode": "IMPORT"}],
        "IMPORT",
        [("GET", "/mode/a"), ("GET", "/mode")],
    ),
    "access nowhere": (lambda api: api.access(), [GONE], "READWRITE", [("GET", "/mode")]),
    "delete": (
        lambda api: api.delete(KEY),
        [3, 3],
        None,
        [("DELETE", f"{SUBJECT}/versions/3"), ("DELETE", f"{SUBJECT}/versions/3?permanent=true")],
    ),
    "delete what was deleted softly": (
        lambda api: api.delete(KEY),
        [NotThere("no", 40406), 3],
        None,
        [("DELETE", f"{SUBJECT}/versions/3"), ("DELETE", f"{SUBJECT}/versions/3?permanent=true")],
    ),
}


@pytest.mark.parametrize(("question", "said", "found", "asked"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_and_its_answer(
    question: Callable[[Api], Awaitable[object]], said: list[object], found: object, asked: list[tuple[object, ...]]
) -> None:
    assert (found, asked) == ask(question, said)


WRONG = {
    "subjects": (lambda api: api.subjects(), ["a", {"a": 1}, [1], [""], ["\ud800"], ["x" * 1_001], None]),
    "versions": (lambda api: api.versions("a"), ["a", [0], [-1], [True], ["1"], [2**31], [1] * 1_001]),
    "register": (lambda api: api.register("a", SENT), [7, {}, {"id": None}, {"id": 0}, {"id": True}, {"id": 2**31}]),
    "check": (
        lambda api: api.check("a", SENT, Mode.FULL),
        [True, {}, {"is_compatible": "true"}, {"is_compatible": None}],
    ),
    "mode": (lambda api: api.compatibility("a"), ["FULL", {}, {"compatibility": 1}, {"compatibility": "SIDEWAYS"}]),
    "access": (lambda api: api.access("a"), ["READONLY", {}, {"mode": 1}]),
    "look-up": (
        lambda api: api.look_up("a", SENT),
        [{}, [], ANSWERED | {"version": None}, ANSWERED],
    ),
}


@pytest.mark.parametrize(
    ("question", "said"),
    [(question, said) for question, several in WRONG.values() for said in several],
)
def test_what_is_no_answer_is_refused(question: Callable[[Api], Awaitable[object]], said: object) -> None:
    with pytest.raises(WrongAnswer):
        ask(question, [said])


def test_a_refusal_is_the_askers_to_understand() -> None:
    refusal = Rejected("no", 409, 409, "incompatible")
    with pytest.raises(Rejected) as raised:
        ask(lambda api: api.register("a", SENT), [refusal])
    assert refusal is raised.value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*ANSWERED, "is_compatible", "messages", "mode"]), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(sorted(QUESTIONS)))
def test_no_answer_brings_anything_down(answer: object, name: str) -> None:
    """Whatever a server says, it is a value of ours or a `RegistryProblem`."""
    question, *_ = QUESTIONS[name]
    with suppress(RegistryProblem):
        ask(question, repeat(answer))
