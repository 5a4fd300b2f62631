"""A plan that was saved, to be done later, if it is then still what would be done: read back, and held to a new one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from treatyc.topology.plan import Action, Consent, Plan, Scope, Step

VERSION = 1
_DIGEST = "digest"


class Unreadable(Exception):
    """This is no plan that was saved, or it was changed since; the text is for people."""


@dataclass(frozen=True, slots=True)
class SavedChange:
    """One fact of a saved step, as it was found and as it was wanted."""

    name: str
    found: object
    wanted: object


@dataclass(frozen=True, slots=True)
class SavedStep:
    """What is remembered of a step."""

    address: str
    action: str
    observed: str
    facts: tuple[SavedChange, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """What is remembered of a plan."""

    version: int
    project: str
    target: str
    broker: str
    cluster: str
    authoritative: bool
    consents: tuple[Consent, ...]
    changes: tuple[SavedStep, ...]
    promise: str

    @property
    def scope(self) -> Scope:
        """Whose plan it is."""
        return Scope(self.project, self.target)


def sealed(document: Mapping[str, object]) -> dict[str, object]:
    """A document with a digest of itself at its end: what was edited since is no longer what was planned."""
    return {**document, _DIGEST: _seal(document)}


def read(text: str) -> Saved:
    """The plan that a file holds; raises `Unreadable`."""
    try:
        document = msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable("this is no plan that `treaty plan -o FILE` wrote") from None
    if document.get("version") != VERSION:
        raise Unreadable("this is no plan that this version of treaty wrote: plan again")
    written = document.pop(_DIGEST, None)
    if written != _seal(document):
        raise Unreadable("this plan was changed since it was written: plan again, and apply what comes of that")
    try:
        return msgspec.convert(document, Saved)
    except msgspec.ValidationError:
        raise Unreadable("this is no plan that this version of treaty wrote: plan again") from None


def differences(saved: Saved, now: Plan) -> Iterator[str]:
    """How a new plan differs from a saved one, a line a step, and who changed: the broker, or the contracts."""
    if saved.cluster != now.identity:
        yield f"the plan is for the cluster `{saved.cluster}`, and this one is `{now.identity}`"
        return
    before = {step.address: step for step in saved.changes}
    present = {step.address: step for step in now.steps}
    for address in sorted(before.keys() | present.keys()):
        said = _difference(before.get(address), present.get(address))
        if said:
            yield f"{address}: {said}"


_BROKER = "the broker changed"
_CONTRACTS = "the contracts changed"
_OTHER = {Action.NOOP.value: "there is nothing to do", Action.BLOCKED.value: "it is blocked"}


def _difference(before: SavedStep | None, now: Step | None) -> str:
    noop = Action.NOOP.value
    planned = before.action if before is not None else noop
    present = now.action.value if now is not None else noop
    if planned == present == noop:
        return ""
    moved = f"{planned} was planned, and now {'otherwise' if planned == present else _OTHER.get(present, present)}"
    if before is None or now is None:
        # Everything wanted and everything of ours is in a plan: what is new there was declared, or somebody made it.
        declared = now.wanted is not None if now is not None else before is not None and not before.observed
        return f"{moved}; {_CONTRACTS if declared else _BROKER}"
    if before.observed != now.observed:
        return f"{moved}; {_BROKER}"
    facts = [(each.name, _plain(each.found), _plain(each.wanted)) for each in now.changes]
    if planned != present or facts != [(each.name, each.found, each.wanted) for each in before.facts]:
        return f"{moved}; {_CONTRACTS}"
    return ""


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _seal(document: Mapping[str, object]) -> str:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
