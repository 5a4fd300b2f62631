"""From what a broker must hold and what it holds to a plan. The rules that protect what is there are all here.

- what is there and does not bear our mark is not touched: it is `blocked` until a person adopts it by address;
- nothing is deleted or replaced unless its destruction was allowed by address, and nothing that holds messages unless
  their loss was too;
- what the broker cannot change is `blocked`, with a recipe;
- facts that the contracts do not speak of are left alone, unless the plan is authoritative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from treatyc.topology.observed import Held, Observed
from treatyc.topology.plan import SAFE, Action, Change, Consent, Danger, Plan, Risk, Scope, Step, Word
from treatyc.topology.resource import Resource, Value, address, facts
from treatyc.topology.semantics import Fixed, InPlace, Semantics


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants planned: for whom, with which words, and whether what nobody declared is to go too."""

    scope: Scope
    broker: str
    consents: tuple[Consent, ...] = ()
    authoritative: bool = False

    def allows(self, word: Word, resource: Resource) -> bool:
        """Whether this word was given for this resource."""
        return Consent(word.value, address(resource)) in self.consents


def plan(
    request: Request,
    wanted: Sequence[Resource],
    observed: Observed,
    semantics: Semantics,
    shortcomings: tuple[str, ...] = (),
) -> Plan:
    """The steps from `observed` to `wanted`, those that make before those that delete, each in the order of kinds."""
    there = observed.by_address()
    asked = {address(resource) for resource in wanted}
    making = [_wanted(resource, there.get(address(resource)), request, semantics) for resource in wanted]
    leaving = [
        _leaving(held, request, semantics)
        for name, held in there.items()
        if name not in asked and held.mark is not None and held.mark.scope == request.scope
    ]
    rank = {kind: index for index, kind in enumerate(semantics.kinds)}
    making.sort(key=lambda step: (rank[step.resource.kind], step.resource.name))
    leaving.sort(key=lambda step: (-rank[step.resource.kind], step.resource.name))
    return Plan(
        request.scope,
        request.broker,
        observed.identity,
        (*making, *leaving),
        tuple(sorted(request.consents)),
        request.authoritative,
        observed.unmanaged,
        shortcomings,
    )


def changes(wanted: Resource, found: Resource) -> tuple[Change, ...]:
    """How two resources of one address differ, in the order of their facts; what only `found` has stands last."""
    here, there = facts(wanted), facts(found)
    differing = [Change(name, there.get(name), value) for name, value in here.items() if there.get(name) != value]
    return (*differing, *(Change(name, value, None) for name, value in there.items() if name not in here))


def _wanted(wanted: Resource, held: Held | None, request: Request, semantics: Semantics) -> Step:
    if held is None:
        return _creation(wanted)
    different = changes(wanted, held.resource)
    if not request.authoritative:
        different = tuple(each for each in different if each.wanted is not None)
    if held.mark is None or held.mark.scope != request.scope:
        return _foreign(wanted, held, different, request, semantics)
    return _ours(wanted, held, different, request, semantics)


def _creation(wanted: Resource) -> Step:
    return Step(
        Action.CREATE,
        wanted,
        None,
        what=f"make the {wanted.kind} `{wanted.name}`",
        why=wanted.origin.why,
        place=wanted.origin.place,
        changes=tuple(Change(name, None, value) for name, value in facts(wanted).items()),
        undo=f"delete the {wanted.kind} `{wanted.name}`",
    )


def _foreign(
    wanted: Resource, held: Held, different: tuple[Change, ...], request: Request, semantics: Semantics
) -> Step:
    if wanted.kind in semantics.shared and not different:
        return _step(Action.NOOP, wanted, held, f"the {wanted.kind} `{wanted.name}` is there, and shared")
    owner = f"belongs to {held.mark.scope}" if held.mark else "is there, and nobody's mark is on it"
    if held.mark is not None:
        recipe = (f"let {held.mark.scope} give it up, or choose a `prefix` for this target",)
        return _step(Action.BLOCKED, wanted, held, f"{wanted.kind} `{wanted.name}` {owner}", different, recipe=recipe)
    if not request.allows(Word.ADOPT, wanted):
        needs = (Consent(Word.ADOPT.value, address(wanted)),)
        return _step(Action.BLOCKED, wanted, held, f"{wanted.kind} `{wanted.name}` {owner}", different, needs=needs)
    if different:
        step = _ours(wanted, held, different, request, semantics)
        if step.action is not Action.UPDATE:
            return step
    return _step(
        Action.ADOPT,
        wanted,
        held,
        f"take over the {wanted.kind} `{wanted.name}`{' and change it' if different else ''}",
        different,
        undo="none is needed: only our mark is new" if not different else _undo(different),
    )


def _ours(wanted: Resource, held: Held, different: tuple[Change, ...], request: Request, semantics: Semantics) -> Step:
    if not different:
        if request.allows(Word.ROTATE, wanted):
            what = f"give the {wanted.kind} `{wanted.name}` its present secret"
            return _step(Action.UPDATE, wanted, held, what, undo="set the former secret again")
        return _step(Action.NOOP, wanted, held, f"the {wanted.kind} `{wanted.name}` is as it should be")
    what = f"change the {wanted.kind} `{wanted.name}`"
    match semantics.judge(wanted, held.resource, different):
        case InPlace(risk, needs):
            if needs is not None and not request.allows(needs, wanted):
                words = (Consent(needs.value, address(wanted)),)
                return _step(Action.BLOCKED, wanted, held, what, different, risk=risk, needs=words)
            return _step(Action.UPDATE, wanted, held, what, different, risk=risk, undo=_undo(different))
        case Fixed(reason, recipe):
            blocked = f"the {wanted.kind} `{wanted.name}` cannot be changed: {reason}"
            missing = _missing(wanted, held, request, semantics)
            if missing:
                return _step(Action.BLOCKED, wanted, held, blocked, different, needs=missing, recipe=recipe)
            what = f"delete the {wanted.kind} `{wanted.name}` and make it anew"
            return _step(Action.REPLACE, wanted, held, what, different, risk=_loss(held, semantics))


def _leaving(held: Held, request: Request, semantics: Semantics) -> Step:
    resource = held.resource
    missing = _missing(resource, held, request, semantics)
    action = Action.BLOCKED if missing else Action.DELETE
    return Step(
        action,
        None,
        resource,
        what=f"delete the {resource.kind} `{resource.name}`",
        why="nothing in the contracts asks for it any more",
        risk=_loss(held, semantics),
        needs=missing,
        undo="make it anew; what it held is gone" if resource.kind in semantics.holding else "make it anew",
        observed=held.fingerprint,
        held=held.messages,
    )


def _missing(resource: Resource, held: Held, request: Request, semantics: Semantics) -> tuple[Consent, ...]:
    """The words without which this is not destroyed: for the thing, and for the messages that are in it."""
    words = [Word.DESTROY]
    if resource.kind in semantics.holding and held.messages != 0:
        words.append(Word.LOSS)
    return tuple(Consent(word.value, address(resource)) for word in words if not request.allows(word, resource))


def _loss(held: Held, semantics: Semantics) -> Risk:
    if held.resource.kind not in semantics.holding:
        return Risk(Danger.ACCESS, "whoever still uses it is refused")
    if held.messages == 0:
        return Risk(Danger.LOSS, "it holds no messages now; what arrives until then is lost")
    count = "an unknown number of messages" if held.messages is None else f"{held.messages:,} messages"
    return Risk(Danger.LOSS, f"{count} in it are lost")


def _undo(different: Sequence[Change]) -> str:
    return "set back " + ", ".join(f"{each.name} to {_text(each.found)}" for each in different)


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        return f"{len(value)} entries as before"
    return "nothing" if value is None else str(value)


def _step(
    action: Action,
    wanted: Resource,
    held: Held,
    what: str,
    different: tuple[Change, ...] = (),
    *,
    risk: Risk = SAFE,
    undo: str = "",
    needs: tuple[Consent, ...] = (),
    recipe: tuple[str, ...] = (),
) -> Step:
    origin = wanted.origin
    return Step(
        action,
        wanted,
        held.resource,
        what,
        origin.why,
        origin.place,
        different,
        risk,
        undo,
        needs,
        recipe,
        held.fingerprint,
        held.messages,
    )
