"""Steps of a plan done at a JetStream. Its objects carry their own mark, so nothing is ever there without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from treatyc.brokers.live import Outcome
from treatyc.brokers.nats.inventory import NOT_FOUND, consumers, is_of, now
from treatyc.brokers.nats.link import Answer, Link, refusal
from treatyc.topology.nats import config, marks, subjects
from treatyc.topology.nats.objects import EVERYTHING, Consumer, Stream
from treatyc.topology.observed import Held, Mark
from treatyc.topology.plan import Action, Scope, Step, Word
from treatyc.topology.planning import changes
from treatyc.topology.resource import digest

_THERE = frozenset({10058, 10148})
"""A stream or a consumer of this name is there, and is another one."""

Resource = Stream | Consumer


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where steps are done, and for whom. `metadata` is false for servers before 2.10, which know none.

    `wanted` are the consumers of the plan by name, for those of a stream that is made anew.
    """

    link: Link
    scope: Scope
    metadata: bool
    wanted: Mapping[str, Consumer]

    async def do(self, step: Step) -> Outcome:
        """One step, and how it ended."""
        resource = step.resource
        if not isinstance(resource, Stream | Consumer):
            raise AssertionError(f"a {resource.kind} at a NATS")  # noqa: TRY004 - no user can bring this about
        match step.action:
            case Action.CREATE:
                problem = await self._create(resource)
            case Action.UPDATE | Action.ADOPT:
                problem = await self._change(step, resource)
            case Action.REPLACE:
                problem = await self._replace(step, resource)
            case Action.DELETE:
                problem = await self._delete(step, resource)
            case Action.NOOP | Action.BLOCKED:
                problem = "it is nothing to do"
            case _:
                assert_never(step.action)
        return Outcome(step, problem)

    async def _create(self, wanted: Resource) -> str | None:
        answer = await self._make(wanted)
        if (refused := refusal(answer)) is None:
            return _otherwise(wanted, answer)
        if refused.number in _THERE:
            there = await now(self.link, wanted)
            if there is not None and is_of(there, self.scope) and digest(there.resource) == digest(wanted):
                return None  # a run of ours that died made it
            return f"somebody made it meanwhile: {_owner(there)}"
        return str(refused)

    async def _make(self, wanted: Resource) -> Answer:
        match wanted:
            case Stream():
                return await self.link.ask(f"STREAM.CREATE.{wanted.name}", self._marked(wanted))
            case Consumer() if self.metadata:
                return await self._consumer(wanted, "create")
            case Consumer():
                # An old server makes and changes by one call: what is there must not be taken over by the way.
                there = await now(self.link, wanted)
                if there is not None:
                    return {"error": {"err_code": 10148, "description": "consumer already exists"}}
                return await self._consumer(wanted, "create")

    async def _change(self, step: Step, wanted: Resource) -> str | None:
        there = await now(self.link, wanted)
        if there is None:
            return "it is gone since the plan was made"
        becoming = _becoming(wanted, there, step)
        if is_of(there, self.scope) and digest(there.resource) == digest(becoming):
            if there.mark is not None and there.mark.applied == digest(becoming):
                return None  # a run that died had done it
        elif step.found is None or digest(there.resource) != digest(step.found):
            return "somebody changed it since the plan was made"
        if there.mark is not None and there.mark.scope != self.scope:
            return f"somebody took it meanwhile: {_owner(there)}"
        if (deaf := await self._deaf(becoming, there)) is not None:
            return deaf
        match becoming:
            case Stream():
                answer = await self.link.ask(f"STREAM.UPDATE.{becoming.name}", self._marked(becoming))
            case Consumer():
                answer = await self._consumer(becoming, "update")
        refused = refusal(answer)
        return str(refused) if refused is not None else _otherwise(becoming, answer)

    async def _deaf(self, becoming: Resource, there: Held) -> str | None:
        """Consumers of others that would get nothing any more: the server lets it happen and says nothing."""
        if not isinstance(becoming, Stream) or not isinstance(there.resource, Stream):
            return None
        if set(there.resource.subjects) <= set(becoming.subjects):
            return None
        for each in await consumers(self.link, becoming.name):
            reader = each.resource
            if not is_of(each, self.scope) and isinstance(reader, Consumer) and not _hears(reader, becoming):
                return f"the consumer `{reader.durable}`, which is not ours, would get nothing any more"
        return None

    async def _replace(self, step: Step, wanted: Resource) -> str | None:
        there = await now(self.link, wanted)
        made = there is not None and is_of(there, self.scope) and digest(there.resource) == digest(wanted)
        if made:
            return None
        readers = await consumers(self.link, wanted.name) if isinstance(wanted, Stream) else []
        if (problem := await self._delete(step, wanted)) is not None:
            return problem
        if (problem := await self._create(wanted)) is not None:
            return problem
        # Its consumers went with it, and come back as they are wanted; one that is to go stays away. Where we die
        # before they are back, the next plan finds them missing.
        for each in readers:
            consumer = self.wanted.get(each.resource.name)
            if consumer is not None and (problem := await self._create(consumer)) is not None:
                return f"its consumer `{consumer.durable}` could not be made again: {problem}"
        return None

    async def _delete(self, step: Step, leaving: Resource) -> str | None:
        there = await now(self.link, leaving)
        if there is None:
            return None
        if not is_of(there, self.scope):
            return f"somebody took it meanwhile: {_owner(there)}"
        if there.messages and not step.allows(Word.LOSS):
            return f"it has {there.messages:,} message{'s' if there.messages > 1 else ''} by now"
        match leaving:
            case Stream():
                for each in await consumers(self.link, leaving.name):
                    if not is_of(each, self.scope):
                        return f"{each.resource.name} reads it, and is not ours"
                answer = await self.link.ask(f"STREAM.DELETE.{leaving.name}")
            case Consumer():
                answer = await self.link.ask(f"CONSUMER.DELETE.{leaving.stream}.{leaving.durable}")
        refused = refusal(answer)
        return None if refused is None or refused.number in NOT_FOUND else str(refused)

    async def _consumer(self, wanted: Consumer, action: str) -> Answer:
        body: dict[str, object] = {"stream_name": wanted.stream, "config": self._marked(wanted)}
        if not self.metadata:
            return await self.link.ask(f"CONSUMER.DURABLE.CREATE.{wanted.stream}.{wanted.durable}", body)
        call = f"CONSUMER.CREATE.{wanted.stream}.{wanted.durable}"
        match wanted.filter_subjects:
            case (only,) if wanted.filter_subjects != EVERYTHING:
                call += f".{only}"  # so that a permission can be given for it
        return await self.link.ask(call, {**body, "action": action})

    def _marked(self, resource: Resource) -> Mapping[str, object]:
        mark = Mark(self.scope, digest(resource))
        plain = config.of_stream(resource) if isinstance(resource, Stream) else config.of_consumer(resource)
        if not self.metadata:
            return {**plain, "description": marks.description(mark)}
        strange = plain.get("metadata")
        return {**plain, "metadata": {**(strange if isinstance(strange, dict) else {}), **marks.metadata(mark)}}


def _becoming(wanted: Resource, there: Held, step: Step) -> Resource:
    """The wanted one, with what somebody else set on it and this plan leaves alone."""
    left = {change.name for change in step.changes if change.wanted is None}
    more = there.resource.more if isinstance(there.resource, Stream | Consumer) else ()
    return replace(wanted, more=tuple(pair for pair in more if pair[0] not in left))


def _hears(reader: Consumer, stream: Stream) -> bool:
    return any(subjects.meet(wanted, subject) for wanted in reader.filter_subjects for subject in stream.subjects)


def _otherwise(wanted: Resource, answer: Answer) -> str | None:
    """What the server silently did otherwise than it was asked: old ones drop fields that they do not know."""
    said = answer.get("config")
    known: Mapping[str, object] = said if isinstance(said, dict) else {}
    made = config.stream(known) if isinstance(wanted, Stream) else config.consumer(wanted.stream, known)
    if marks.of(known) is None:
        return "the server dropped our mark"
    different = changes(wanted, made)
    if not different:
        return None
    return "the server made it otherwise: " + ", ".join(f"{each.name} is {each.found}" for each in different)


def _owner(there: Held | None) -> str:
    if there is None:
        return "it is gone again"
    return f"it belongs to {there.mark.scope}" if there.mark else "nobody's mark is on it"
