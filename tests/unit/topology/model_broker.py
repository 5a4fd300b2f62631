"""A broker in memory that is honest about everything a real one can do to a run: marks, races, and dying in between."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from treatyc.brokers.live import BrokerError, Locked, Outcome
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.flow import Flow
from treatyc.topology.observed import Held, Mark, Observed
from treatyc.topology.plan import Action, Change, Danger, Risk, Scope, Step, Word
from treatyc.topology.resource import Origin, Resource, address, digest
from treatyc.topology.semantics import Fixed, InPlace, Judgement, Semantics


@dataclass(frozen=True, slots=True)
class Queue:
    """What holds messages: `size` changes in place, a greater `parts` needs a word, `shape` never changes."""

    kind: ClassVar[str] = "queue"

    name: str
    size: int = 1
    parts: int = 1
    shape: str = "round"
    config: tuple[tuple[str, str], ...] = ()
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class User:
    """Who may come in."""

    kind: ClassVar[str] = "user"

    name: str
    level: int = 1
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Permissions:
    """All that one may do."""

    kind: ClassVar[str] = "permissions"

    name: str
    rights: tuple[str, ...] = ()
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What several projects hold together."""

    kind: ClassVar[str] = "exchange"

    name: str
    type: str = "topic"
    origin: Origin = field(default=Origin(), compare=False)


def _judge(wanted: Resource, found: Resource, changes: tuple[Change, ...]) -> Judgement:
    names = {each.name for each in changes}
    if "shape" in names:
        return Fixed("a queue keeps its shape", ("make a new one", "move the messages", "let the readers go over"))
    if isinstance(wanted, Queue) and isinstance(found, Queue) and wanted.parts < found.parts:
        return Fixed("a queue's parts never become fewer", ("make a new one",))
    if isinstance(wanted, Queue) and isinstance(found, Queue) and wanted.parts > found.parts:
        return InPlace(Risk(Danger.ORDER, "messages of one key come to another part"), (Word.REKEY,))
    if "rights" in names:
        return InPlace(Risk(Danger.ACCESS, "whoever still does it is refused"))
    return InPlace()


def _nothing(system: System, target: Target) -> tuple[Resource, ...]:
    del system, target
    return ()


def _rests_on(resource: Resource) -> tuple[str, ...]:
    """Here rights are to the queue of the same name, if there is one."""
    return (f"queue:{resource.name}",) if isinstance(resource, Permissions) else ()


SEMANTICS = Semantics(
    kinds=("user", "exchange", "queue", "permissions"),
    derive=_nothing,
    judge=_judge,
    problems=lambda _system, _target: (),
    shortcomings=lambda _system, _target: (),
    flow=lambda _system, _target: Flow(),
    shared=frozenset({"exchange"}),
    holding=frozenset({"queue"}),
    rests_on=_rests_on,
)


class Died(Exception):
    """The process of a run ended in the middle, without a chance to clean up."""


@dataclass
class Server:
    """What outlives a run: objects, marks that lie beside them, and the lock."""

    identity: str = "model-1"
    objects: dict[str, Resource] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)
    holder: str | None = None

    def put(self, resource: Resource, scope: Scope | None = None, messages: int = 0) -> None:
        """There is a thing of somebody's, with messages in it."""
        name = address(resource)
        self.objects[name] = resource
        self.messages[name] = messages
        if scope is not None:
            self.marks[name] = Mark(scope, digest(resource))


@dataclass
class ModelBroker:
    """A connection to a `Server`. `before` is called with each change that is about to be made; it may raise."""

    server: Server
    before: Callable[[str], object] = str
    address: str = "model:1"
    closed: bool = False

    def observe(self, wanted: Sequence[Resource], scope: Scope) -> Observed:
        """Everything, by whose it is."""
        asked = {address(resource) for resource in wanted}
        server = self.server
        ours = {name for name, mark in server.marks.items() if mark.scope == scope}
        held = [
            Held(resource, server.marks.get(name), server.messages[name] if resource.kind == "queue" else None)
            for name, resource in server.objects.items()
            if name in asked | ours
        ]
        foreign = sorted(server.objects.keys() - asked - server.marks.keys())
        return Observed(server.identity, tuple(held), tuple(foreign), tuple(sorted(ours - server.objects.keys())))

    def everything(self) -> tuple[Held, ...]:
        """For `import`."""
        return tuple(Held(each, self.server.marks.get(name)) for name, each in self.server.objects.items())

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        """One after the other; each change of the server is one that a run may die before."""
        for step in steps:
            match step.action:
                case Action.CREATE:
                    yield Outcome(step, self._create(step, scope))
                case Action.UPDATE | Action.ADOPT:
                    yield Outcome(step, self._change(step, scope))
                case Action.REPLACE:
                    yield Outcome(step, self._destroy(step) or self._create(step, scope))
                case Action.DELETE:
                    yield Outcome(step, self._destroy(step) or self._forget(step))
                case _:
                    raise AssertionError(step.action)

    @contextlib.contextmanager
    def lock(self, scope: Scope, holder: str) -> Iterator[ModelLease]:
        """A lock that a run which dies does not give back."""
        del scope
        if self.server.holder is not None:
            raise Locked(f"{self.server.holder} is at work")
        self.server.holder = holder
        try:
            yield ModelLease(self, holder)
        except Died:
            raise
        except BaseException:
            self.server.holder = None
            raise
        self.server.holder = None

    def close(self) -> None:
        """Nothing is open."""
        self.closed = True

    def _set(self, what: str, change: Callable[[], object]) -> None:
        self.before(what)
        change()

    def _create(self, step: Step, scope: Scope) -> str | None:
        name, resource, server = step.address, step.resource, self.server
        self._set(f"claim {name}", lambda: server.marks.setdefault(name, Mark(scope, "")))
        if name in server.objects:
            self._set(f"give back {name}", lambda: server.marks.pop(name))
            return "somebody made it meanwhile"
        self._set(f"create {name}", lambda: server.put(resource))
        self._set(f"mark {name}", lambda: server.marks.update({name: Mark(scope, digest(resource))}))
        return None

    def _change(self, step: Step, scope: Scope) -> str | None:
        name, resource, server = step.address, step.resource, self.server
        if name not in server.objects:
            return "it is gone"
        changed = _changed(step)
        self._set(f"change {name}", lambda: server.objects.update({name: changed}))
        self._set(f"mark {name}", lambda: server.marks.update({name: Mark(scope, digest(resource))}))
        return None

    def _destroy(self, step: Step) -> str | None:
        name, server = step.address, self.server
        if server.messages.get(name) and step.resource.kind == "queue" and not step.allows(Word.LOSS):
            return "it holds messages by now"
        self._set(f"delete {name}", lambda: (server.objects.pop(name), server.messages.pop(name)))
        return None

    def _forget(self, step: Step) -> None:
        self._set(f"unmark {step.address}", lambda: self.server.marks.pop(step.address))


def _changed(step: Step) -> Resource:
    """What is wanted, with the settings that nobody speaks of, unless the step takes them away."""
    wanted, found = step.resource, step.found
    if not isinstance(wanted, Queue) or not isinstance(found, Queue):
        return wanted
    gone = {each.name for each in step.changes if each.wanted is None}
    kept = {name: value for name, value in found.config if name not in gone}
    return replace(wanted, config=tuple(sorted({**kept, **dict(wanted.config)}.items())))


@dataclass(frozen=True)
class ModelLease:
    """Held as long as nobody took it."""

    broker: ModelBroker
    holder: str

    def renew(self) -> None:
        """Raises where it is somebody else's by now."""
        if self.broker.server.holder != self.holder:
            raise Locked("the lock was lost")


@dataclass
class Death:
    """Dies before the n-th change, counted from 0."""

    after: int
    count: int = 0

    def __call__(self, change: str) -> None:
        if self.count == self.after:
            raise Died(change)
        self.count += 1


@dataclass
class Outage:
    """The broker goes away before the n-th change and stays away."""

    after: int
    count: int = 0

    def __call__(self, change: str) -> None:
        if self.count >= self.after:
            raise BrokerError(f"the connection was lost before: {change}")
        self.count += 1


class Unwatched:
    """Nobody looks on."""

    def told(self, outcome: Outcome) -> None:
        """Nobody is told."""

    def stopping(self) -> bool:
        """Nobody stops it."""
        return False
