"""A plan: what would be done at a broker, step by step, and why. It is a value; nothing here does anything."""

from __future__ import annotations

import enum
import hashlib
import json
from dataclasses import dataclass, field

from treatyc.source import Place
from treatyc.topology.resource import Resource, Value, address


class Action(enum.Enum):
    """What a step does; the value is the word for it in JSON and to people."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    ADOPT = "adopt"
    BLOCKED = "blocked"
    NOOP = "noop"

    @property
    def symbol(self) -> str:
        """The mark at the margin of a plan."""
        return _SYMBOLS[self]


_SYMBOLS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "±",
    Action.DELETE: "-",
    Action.ADOPT: ">",
    Action.BLOCKED: "!",
    Action.NOOP: "=",
}


class Danger(enum.Enum):
    """How much a step can hurt."""

    NONE = "none"
    ACCESS = "access"
    """Somebody may no longer do something."""
    ORDER = "order"
    """Messages of one key may come in another order."""
    LOSS = "loss"
    """Messages are dropped."""


@dataclass(frozen=True, slots=True)
class Risk:
    """What may go wrong, in a sentence without a full stop; none where nothing can."""

    danger: Danger = Danger.NONE
    sentence: str = ""


SAFE = Risk()


class Word(enum.Enum):
    """What a person must say on the command line, with an address, before a dangerous step is done."""

    ADOPT = "--adopt"
    DESTROY = "--allow-destroy"
    REKEY = "--allow-rekey"
    LOSS = "--allow-loss"
    ROTATE = "--rotate"


@dataclass(frozen=True, slots=True, order=True)
class Consent:
    """A word that was given, for one address; a pattern is opened out to the addresses that needed the word."""

    word: str
    address: str

    def __str__(self) -> str:
        return f"{self.word} {self.address}"


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is otherwise: None on the side that does not have it.

    What the contracts do not speak of (`wanted` is None) is left alone unless the plan is authoritative.
    """

    name: str
    found: Value
    wanted: Value


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or one that cannot be done.

    `needs` are the words that would unblock it, `given` those that were given for it and that it needed; `recipe` says,
    line by line, how to get there by hand. `held` is how many messages the thing held when it was looked at, None where
    the broker does not tell.
    """

    action: Action
    wanted: Resource | None
    found: Resource | None
    what: str
    why: str
    place: Place | None = None
    changes: tuple[Change, ...] = ()
    risk: Risk = SAFE
    undo: str = ""
    needs: tuple[Consent, ...] = ()
    recipe: tuple[str, ...] = ()
    observed: str = ""
    """The digest of what was found, with its owner; empty where nothing was."""
    held: int | None = field(default=None, compare=False)
    given: tuple[Consent, ...] = ()

    @property
    def resource(self) -> Resource:
        """What it is about: the wanted one, else the one that is there."""
        resource = self.wanted if self.wanted is not None else self.found
        if resource is None:
            raise AssertionError("a step without a resource")
        return resource

    @property
    def address(self) -> str:
        """Of the resource."""
        return address(self.resource)

    def allows(self, word: Word) -> bool:
        """Whether this word was given for it: to a step that may lose messages, `Word.LOSS`."""
        return any(consent.word == word.value for consent in self.given)


@dataclass(frozen=True, slots=True)
class Scope:
    """What belongs together: objects of another project or target are invisible."""

    project: str
    target: str

    def __str__(self) -> str:
        return f"{self.project}/{self.target}"


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps in the order in which they are done; `noop` steps are among them.

    `identity` is the broker's own name for itself. `consents` are the words that were given and needed. `unmanaged` are
    addresses of things that are there, of kinds that we make, and nobody's business here. `shortcomings` say what this
    broker cannot do for these contracts.
    """

    scope: Scope
    broker: str
    identity: str
    steps: tuple[Step, ...]
    consents: tuple[Consent, ...] = ()
    authoritative: bool = False
    unmanaged: tuple[str, ...] = ()
    shortcomings: tuple[str, ...] = ()

    @property
    def todo(self) -> tuple[Step, ...]:
        """The steps that do something."""
        return tuple(step for step in self.steps if step.action not in (Action.NOOP, Action.BLOCKED))

    @property
    def blocked(self) -> tuple[Step, ...]:
        """The steps that cannot be done as things are."""
        return tuple(step for step in self.steps if step.action is Action.BLOCKED)

    @property
    def empty(self) -> bool:
        """Whether the broker is as the contracts say."""
        return not self.todo and not self.blocked

    @property
    def promise(self) -> str:
        """A digest of what it would do to what it saw: a later plan with the same promise may stand in for this one."""
        steps = [
            (
                step.action.value,
                step.address,
                step.observed,
                [(each.name, each.found, each.wanted) for each in step.changes],
            )
            for step in self.steps
            if step.action is not Action.NOOP
        ]
        consents = [str(consent) for consent in self.consents]
        whole = [str(self.scope), self.broker, self.identity, self.authoritative, consents, steps]
        return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()
