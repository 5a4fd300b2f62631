"""What a registry says of schemas that an agent's bundle does not know: asked once each, checked, and kept for a while.

A frame's reference is a stranger's: it may name nothing, a schema of another subject, or a million schemas in a row. So
what was found is kept up to a bound, what was refused for a short time, each channel has a rate at which it may ask,
and nobody asks a registry that has just failed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, Protocol
from uuid import UUID

import msgspec

from treaty.bucket import Bucket
from treaty.clock import Clock
from treaty.contract import MessageSchema, Rate
from treaty.errors import DecodeError, TooManyUnknownSchemasError, UnknownSchemaError
from treaty.registry.candidates import found_among
from treaty.registry.frame import Reference
from treaty.registry.problem import NotThere, RegistryProblem, Rejected, WrongAnswer
from treaty.registry.registered import (
    REFERENCES_MAX,
    TEXT_CHARACTERS_MAX,
    Language,
    Registered,
    read_id,
    read_registered,
    read_subjects,
    version_path,
)
from treaty.registry.wire import Found, Wanted, named

FOUND_MAX = 256
"""Decoders that are kept, the last used ones, and what they were made of."""

REFUSED_MAX = 4_096
"""Refusals that are kept, the last ones."""

WHY_MAX = 1_024
"""Characters of a reason, which may quote a stranger's schema."""

REFUSED_S = 30.0
"""How long a refusal is kept: an id may be registered, and a subject get one more version."""

FAILED_S = 1.0
"""How long nobody asks once a registry failed, and how long a message is told so without a question."""

LOOKUP_S = 20.0
"""How long one look-up may take, all its questions together."""

RATE = Rate(messages=20, per_s=10.0)
"""How many look-ups the messages of one channel may cause."""

_TEXTS_MAX = 8 * TEXT_CHARACTERS_MAX

log = logging.getLogger("treaty")


class Asked(Protocol):
    """What carries questions, `treaty.registry.client.Client`; raises `RegistryProblem`."""

    async def get(self, path: str) -> object:
        """The JSON value at a path."""
        ...


Connect = Callable[[], AbstractAsyncContextManager[Asked]]
"""Opens the connection, when a registry has to be asked for the first time."""


class Readable(msgspec.Struct, frozen=True):
    """What a channel carries: its message types, and by the name of each the subject that its schemas stand under."""

    schemas: tuple[MessageSchema[Any], ...]
    subjects: Mapping[str, str]


class _Facts(msgspec.Struct, frozen=True):
    """What a registry says of one reference: the subjects it stands under, and what it and its references are."""

    subjects: frozenset[str]
    schema: Registered
    referred: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Characters."""
        return len(self.schema.text) + sum(len(text) for text in self.referred)


class _Refusal(msgspec.Struct, frozen=True):
    """Not the error itself, which would grow by a trace each time that it is raised."""

    kind: type[DecodeError]
    why: str
    until: float


class Resolver:
    """The `Lookups` of one running agent, and who looks up. `channels` are by address template."""

    def __init__(
        self, channels: Mapping[str, Readable], connect: Connect, clock: Clock, *, context: str | None = None
    ) -> None:
        self._channels = channels
        self._connect = connect
        self._clock = clock
        self._context = context
        self._bound = frozenset(subject for each in channels.values() for subject in each.subjects.values())
        self._found: OrderedDict[Wanted, Found] = OrderedDict()
        self._refused: OrderedDict[Wanted, _Refusal] = OrderedDict()
        self._facts: OrderedDict[Reference, _Facts] = OrderedDict()
        self._flights: dict[Reference, asyncio.Task[_Facts]] = {}
        self._buckets: dict[str, Bucket] = {}
        self._failed: tuple[str, float] = ("", 0.0)
        self._open = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._asked: Asked | None = None

    def found(self, wanted: Wanted, /) -> Found | None:
        """What was found; None for what has to be looked up. Raises why it cannot be read, as long as that is kept."""
        found = self._found.get(wanted)
        if found is not None:
            self._found.move_to_end(wanted)
            return found
        refusal = self._refused.get(wanted)
        if refusal is None:
            return None
        if refusal.until <= self._clock.monotonic():
            del self._refused[wanted]
            return None
        raise refusal.kind(refusal.why)

    async def look_up(self, wanted: Wanted, /) -> None:
        """Look it up, unless somebody did meanwhile; then `found` has an answer, whatever it is."""
        if wanted in self._found:
            return
        readable = self._channels.get(wanted.channel, Readable((), {}))
        try:
            facts = await self._facts_of(wanted, frozenset(readable.subjects.values()))
            found = found_among(_carried(readable, facts.subjects), facts.schema, facts.referred, wanted)
        except UnknownSchemaError as error:
            self._refuse(wanted, error, FAILED_S)
        except DecodeError as error:
            self._refuse(wanted, error, REFUSED_S)
        else:
            self._refused.pop(wanted, None)
            self._found[wanted] = found
            if len(self._found) > FOUND_MAX:
                self._found.popitem(last=False)

    async def aclose(self) -> None:
        """Ask no more."""
        for flight in list(self._flights.values()):
            flight.cancel()
        await asyncio.gather(*self._flights.values(), return_exceptions=True)
        await self._open.aclose()

    def _refuse(self, wanted: Wanted, error: DecodeError, keep_s: float) -> None:
        self._refused[wanted] = _Refusal(type(error), str(error)[:WHY_MAX], self._clock.monotonic() + keep_s)
        self._refused.move_to_end(wanted)
        if len(self._refused) > REFUSED_MAX:
            self._refused.popitem(last=False)

    async def _facts_of(self, wanted: Wanted, subjects: frozenset[str]) -> _Facts:
        """What is known of a reference that stands under a subject of the channel; one question for all who ask."""
        if not subjects:
            raise DecodeError(f"{wanted.channel} has no subject at this target's registry")
        known = self._facts.get(wanted.reference)
        # A subject may have got the schema since somebody asked for another channel.
        if known is None or known.subjects.isdisjoint(subjects):
            known = await self._flight(wanted)
        if known.subjects.isdisjoint(subjects):
            raise _foreign(named(wanted.reference), known.subjects, wanted.channel)
        self._facts[wanted.reference] = known
        self._facts.move_to_end(wanted.reference)
        while len(self._facts) > 1 and (len(self._facts) > FOUND_MAX or self._size() > _TEXTS_MAX):
            self._facts.popitem(last=False)
        return known

    def _size(self) -> int:
        """Characters of all that is known."""
        return sum(facts.size for facts in self._facts.values())

    async def _flight(self, wanted: Wanted) -> _Facts:
        """The answer that is on its way, or a question."""
        flight = self._flights.get(wanted.reference)
        if flight is None:
            self._check_turn(wanted)
            flight = asyncio.create_task(self._ask_within(wanted), name=f"treaty look-up of {wanted}")
            self._flights[wanted.reference] = flight
            flight.add_done_callback(lambda ended: self._land(wanted.reference, ended))
        return await asyncio.shield(flight)

    def _land(self, reference: Reference, ended: asyncio.Task[_Facts]) -> None:
        del self._flights[reference]
        if not ended.cancelled():
            ended.exception()  # seen, even where all that waited for it were stopped

    def _check_turn(self, wanted: Wanted) -> None:
        now = self._clock.monotonic()
        why, until = self._failed
        if now < until:
            raise UnknownSchemaError(f"{wanted} cannot be looked up: {why}")
        bucket = self._buckets.setdefault(wanted.channel, Bucket(RATE, now))
        if bucket.take(now) > 0:
            bucket.give_back()
            why = f"too many unknown schemas come on {wanted.channel}"
            raise TooManyUnknownSchemasError(f"{wanted} is not looked up: {why}")

    async def _ask_within(self, wanted: Wanted) -> _Facts:
        """Ask; every fault of the registry's, of the way there, or of its answers, is told as one."""
        try:
            async with asyncio.timeout(LOOKUP_S):
                return await self._ask(wanted)
        except NotThere as problem:
            raise DecodeError(f"nobody has {wanted}: {problem}") from problem
        except Rejected as problem:
            raise DecodeError(f"{wanted} is none: {problem}") from problem
        except WrongAnswer as problem:
            # It may be about this one schema alone: whoever chose the reference shall not keep others from asking.
            raise UnknownSchemaError(f"{wanted} cannot be looked up: {problem}") from problem
        except TimeoutError:
            why = f"the registry did not answer within {LOOKUP_S:g} s"
        except RegistryProblem as problem:
            why = str(problem)
        except ImportError:
            why = "install `treaty[registry]`"
        log.warning("looking up %s failed: %s", wanted, why)
        self._failed = (why, self._clock.monotonic() + FAILED_S)
        raise UnknownSchemaError(f"{wanted} cannot be looked up: {why}")

    async def _ask(self, wanted: Wanted) -> _Facts:
        """Where it stands comes first: what is not ours is not even fetched."""
        asked = await self._connected()
        what = named(wanted.reference)
        number = await self._number(asked, wanted)
        subjects = read_subjects(await asked.get(f"/schemas/ids/{number}/versions?deleted=true"), what, self._context)
        if subjects.isdisjoint(self._bound):
            raise _foreign(what, subjects, "a channel of this agent")
        schema = read_registered(await asked.get(f"/schemas/ids/{number}"), what)
        return _Facts(subjects, schema, await self._referred(asked, schema, what))

    async def _number(self, asked: Asked, wanted: Wanted) -> int:
        match wanted.reference:
            case int() as number:
                return number
            case bytes() as guid:
                try:
                    answer = await asked.get(f"/schemas/guids/{UUID(bytes=guid)}/ids")
                except WrongAnswer as problem:
                    raise WrongAnswer(f"{problem}; not every registry has guids") from problem
                found = read_id(answer, named(guid), self._context)
                if found is None:
                    raise DecodeError(f"{wanted} has no id in this context of the registry")
                return found

    async def _referred(self, asked: Asked, schema: Registered, what: str) -> tuple[str, ...]:
        """The texts that a schema refers to, and those that they do. Only Avro cannot be read without them."""
        if schema.language is not Language.AVRO:
            return ()
        texts: list[str] = []
        size = len(schema.text)
        pending = list(schema.references)
        for version in pending:  # which grows
            if len(pending) > REFERENCES_MAX:
                raise DecodeError(f"{what} refers to more than {REFERENCES_MAX} others")
            try:
                found = read_registered(await asked.get(version_path(version)), f"a reference of {what}")
            except NotThere as problem:
                raise WrongAnswer(f"the registry lacks what {what} refers to") from problem
            size += len(found.text)
            if size > TEXT_CHARACTERS_MAX:
                raise DecodeError(f"{what} and what it refers to are longer than {TEXT_CHARACTERS_MAX} characters")
            texts.append(found.text)
            pending += [each for each in found.references if each not in pending]
        return tuple(texts)

    async def _connected(self) -> Asked:
        async with self._opening:
            if self._asked is None:
                self._asked = await self._open.enter_async_context(self._connect())
            return self._asked


def _carried(readable: Readable, subjects: frozenset[str]) -> tuple[MessageSchema[Any], ...]:
    """The message types whose schemas stand under one of these subjects."""
    return tuple(schema for schema in readable.schemas if readable.subjects.get(schema.name) in subjects)


def _foreign(what: str, subjects: frozenset[str], where: str) -> DecodeError:
    """For a schema that has no business where it came."""
    shown = ", ".join(f"`{subject[:100]}`" for subject in sorted(subjects)[:3]) or "no subject"
    more = f" and {len(subjects) - 3} more" if len(subjects) > 3 else ""
    return DecodeError(f"{what} stands under {shown}{more}, and not under a subject of {where}")
