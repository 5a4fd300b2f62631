"""From what a broker must hold and what it holds to a plan. The rules that protect what is there are all here.

- what is there and does not bear our mark is not touched: it is `blocked` until a person adopts it by address, and left
  alone for good where the contracts call its channel external;
- nothing is deleted or replaced unless its destruction was allowed by address, and nothing that holds messages unless
  their loss was too; what is not ours is never replaced;
- what the broker cannot change is `blocked`, with a recipe;
- facts that the contracts do not speak of are left alone, unless the plan is authoritative.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from treatyc.topology.observed import Held, Observed, Obstacle
from treatyc.topology.plan import SAFE, Action, Change, Consent, Danger, Plan, Risk, Scope, Step, Word
from treatyc.topology.resource import Resource, Value, address, facts
from treatyc.topology.semantics import Fixed, InPlace, Semantics


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants planned: for whom, with which words, and whether what nobody declared is to go too.

    `adopt` are patterns of addresses; every other word stands with the one address that it is for. `external` are the
    templates of channels that somebody else holds: what there is of these is left to them. What a group of ours needs
    beside such a channel is ours, and tells it by the `agent` of its origin.
    """

    scope: Scope
    broker: str
    consents: Collection[Consent] = ()
    adopt: tuple[str, ...] = ()
    authoritative: bool = False
    external: frozenset[str] = frozenset()

    def allows(self, word: Word, resource: Resource) -> bool:
        """Whether this word was given for this resource."""
        name = address(resource)
        if word is Word.ADOPT and any(fnmatch.fnmatchcase(name, pattern) for pattern in self.adopt):
            return True
        return Consent(word.value, name) in self.consents

    def idle(self, plan: Plan) -> tuple[Consent, ...]:
        """The words that were given and that a plan did not need, patterns among them."""
        used = frozenset(plan.consents)
        adopted = {consent.address for consent in used if consent.word == Word.ADOPT.value}
        patterns = (pattern for pattern in self.adopt if not fnmatch.filter(adopted, pattern))
        return (
            *sorted(consent for consent in self.consents if consent not in used),
            *(Consent(Word.ADOPT.value, pattern) for pattern in patterns),
        )

    def leaves(self, resource: Resource) -> bool:
        """Whether this is somebody else's by declaration."""
        return resource.origin.channel in self.external and not resource.origin.agent


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that something dangerous takes, by whether they were given."""

    given: tuple[Consent, ...]
    missing: tuple[Consent, ...]


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
    hindered = {obstacle.address: obstacle for obstacle in observed.obstacles}
    making = [_wanted(resource, there.get(address(resource)), request, semantics) for resource in wanted]
    anew = {step.address for step in making if step.action is Action.REPLACE}
    making = [_hindered(step, hindered, anew) for step in making]
    leaving = [
        _leaving(held, request, semantics)
        for name, held in there.items()
        if name not in asked and held.mark is not None and held.mark.scope == request.scope
    ]
    rank = {kind: index for index, kind in enumerate(semantics.kinds)}
    making.sort(key=lambda step: (rank[step.resource.kind], step.resource.name))
    making = _waiting(making, there, request.scope, semantics)
    leaving.sort(key=lambda step: (-rank[step.resource.kind], step.resource.name))
    steps = tuple(_keeping((*making, *leaving), semantics))
    return Plan(
        request.scope,
        request.broker,
        observed.identity,
        steps,
        tuple(sorted({consent for step in steps for consent in step.given})),
        request.authoritative,
        observed.unmanaged,
        (*shortcomings, *observed.remarks),
    )


def changes(wanted: Resource, found: Resource) -> tuple[Change, ...]:
    """How two resources of one address differ, in the order of their facts; what only `found` has stands last."""
    here, there = facts(wanted), facts(found)
    differing = [Change(name, there.get(name), value) for name, value in here.items() if there.get(name) != value]
    more = ((name, value) for name, value in there.items() if name not in here)
    return (*differing, *(Change(name, value, _undeclared(wanted, name)) for name, value in more))


def _undeclared(wanted: Resource, fact: str) -> tuple[str, ...] | None:
    """What is wanted of a fact that has no value: a list is wanted empty, such as rights of which none is left."""
    return () if getattr(wanted, fact, None) == () else None


def _wanted(wanted: Resource, held: Held | None, request: Request, semantics: Semantics) -> Step:
    if held is None:
        return _creation(wanted)
    different = changes(wanted, held.resource)
    if not request.authoritative:
        different = tuple(each for each in different if each.wanted is not None)
    if held.mark is not None and held.mark.scope == request.scope:
        return _ours(wanted, held, different, request, semantics)
    if request.leaves(wanted):
        return _step(Action.NOOP, wanted, held, "is there, external, and left alone", different)
    if wanted.kind in semantics.shared and not different:
        return _step(Action.NOOP, wanted, held, "is there, and shared")
    return _foreign(wanted, held, different, request, semantics)


def _hindered(step: Step, obstacles: Mapping[str, Obstacle], anew: Collection[str]) -> Step:
    obstacle = obstacles.get(step.address)
    if obstacle is None or obstacle.until in anew or step.action in (Action.NOOP, Action.BLOCKED):
        return step
    return replace(step, action=Action.BLOCKED, what=obstacle.what, recipe=obstacle.recipe, undo="")


def _waiting(making: Iterable[Step], there: Mapping[str, Held], scope: Scope, semantics: Semantics) -> list[Step]:
    """The steps in their order, blocked where what they rest on will not be there, or is somebody else's."""
    steps = {step.address: step for step in making}
    rests_on = {name: semantics.rests_on(step.resource) for name, step in steps.items()}
    closed: set[str] = set()
    while more := {name for name, step in steps.items() if _closed(step, there.get(name), scope)} - closed:
        closed |= more
        for name, step in steps.items():
            lacks = sorted(closed.intersection(rests_on[name]))
            if lacks and step.action not in (Action.NOOP, Action.BLOCKED):
                what = f"waits for {' and '.join(lacks)}, which is blocked"
                steps[name] = replace(step, action=Action.BLOCKED, what=what, risk=SAFE, undo="", given=())
    return list(steps.values())


def _keeping(steps: Sequence[Step], semantics: Semantics) -> Iterator[Step]:
    """The steps, blocked where something that holds messages would go with what they delete, and was not named."""
    staying: dict[str, list[str]] = {}
    for step in steps:
        if step.action is Action.BLOCKED and step.wanted is None and step.resource.kind in semantics.holding:
            for base in semantics.rests_on(step.resource):
                staying.setdefault(base, []).append(step.address)
    for step in steps:
        if step.action in (Action.DELETE, Action.REPLACE) and (lacks := staying.get(step.address)):
            what = f"would take {' and '.join(sorted(lacks))} with it, which is blocked"
            yield replace(step, action=Action.BLOCKED, what=what, undo="")
        else:
            yield step


def _closed(step: Step, held: Held | None, scope: Scope) -> bool:
    """Whether nothing can rest on it: it will not be there, or it is not ours."""
    return step.action is Action.BLOCKED and (held is None or held.mark is None or held.mark.scope != scope)


def _creation(wanted: Resource) -> Step:
    return Step(
        Action.CREATE,
        wanted,
        None,
        what="is not there",
        why=wanted.origin.why,
        place=wanted.origin.place,
        changes=tuple(Change(name, None, value) for name, value in facts(wanted).items()),
        undo=f"delete the {wanted.kind} `{wanted.name}`",
    )


def _foreign(
    wanted: Resource, held: Held, different: tuple[Change, ...], request: Request, semantics: Semantics
) -> Step:
    if held.mark is not None:
        recipe = (f"let {held.mark.scope} give it up, or {_apart(wanted, semantics)}",)
        return _step(Action.BLOCKED, wanted, held, f"belongs to {held.mark.scope}", different, recipe=recipe)
    there = "is there, and nobody's mark is on it"
    judged = semantics.judge(wanted, held.resource, different) if different else InPlace()
    match judged:
        case Fixed(reason, steps):
            what = f"{there}, and it differs in what cannot be changed: {reason}"
            instead = ("declare it in the contracts as it is there, and adopt it; or:", *steps)
            return _step(Action.BLOCKED, wanted, held, what, different, recipe=instead)
        case InPlace(risk, needs):
            words = _words(wanted, request, Word.ADOPT, *needs, *_rotating(wanted, request, semantics))
            if words.missing:
                return _step(Action.BLOCKED, wanted, held, there, different, risk=risk, words=words)
            what = "is taken over and changed" if different else "is taken over as it is"
            undo = _undo(wanted, held, different, semantics)
            return _step(Action.ADOPT, wanted, held, what, different, risk=risk, undo=undo, words=words)


def _apart(wanted: Resource, semantics: Semantics) -> str:
    """What keeps two scopes apart."""
    if wanted.kind not in semantics.personal:
        return "choose a `prefix` for this target"
    return "give its agents a `principal` of their own, or this target a broker of its own: users know no `prefix`"


def _ours(wanted: Resource, held: Held, different: tuple[Change, ...], request: Request, semantics: Semantics) -> Step:
    rotate = _rotating(wanted, request, semantics)
    if not different:
        if not rotate:
            return _step(Action.NOOP, wanted, held, "is as it should be")
        words = _words(wanted, request, *rotate)
        what = "gets the secret that the environment has"
        return _step(Action.UPDATE, wanted, held, what, undo="set the former secret again", words=words)
    match semantics.judge(wanted, held.resource, different):
        case InPlace(risk, needs):
            words = _words(wanted, request, *needs, *rotate)
            action = Action.BLOCKED if words.missing else Action.UPDATE
            undo = "" if words.missing else _undo(wanted, held, different, semantics)
            return _step(action, wanted, held, "differs", different, risk=risk, undo=undo, words=words)
        case Fixed(reason, recipe):
            words = _words(wanted, request, *_destroying(held, request, semantics))
            risk, undo = _loss(held, semantics), _unmaking(held, semantics)
            if words.missing:
                what = f"cannot be changed: {reason}"
                return _step(Action.BLOCKED, wanted, held, what, different, risk=risk, words=words, recipe=recipe)
            what = f"is deleted and made anew: {reason}"
            return _step(Action.REPLACE, wanted, held, what, different, risk=risk, undo=undo, words=words)


def _rotating(resource: Resource, request: Request, semantics: Semantics) -> tuple[Word, ...]:
    """The word that sets a secret, where it was given for what has one: nobody is asked for it."""
    has_one = resource.kind in semantics.secret
    return (Word.ROTATE,) if has_one and request.allows(Word.ROTATE, resource) else ()


def _leaving(held: Held, request: Request, semantics: Semantics) -> Step:
    words = _words(held.resource, request, *_destroying(held, request, semantics))
    return Step(
        Action.BLOCKED if words.missing else Action.DELETE,
        None,
        held.resource,
        what=_unwanted(held.resource, semantics) if words.missing else "is no longer wanted",
        why="nothing in the contracts asks for it any more",
        risk=_loss(held, semantics),
        needs=words.missing,
        undo=_unmaking(held, semantics),
        observed=held.fingerprint,
        held=held.messages,
        given=words.given,
    )


def _unwanted(resource: Resource, semantics: Semantics) -> str:
    """What is said of what stays without being wanted: of who left, that they can still do what they could."""
    if resource.kind not in semantics.personal:
        return "is no longer wanted"
    return f"is no longer wanted; until it is deleted, `{resource.name}` keeps this access"


def _words(resource: Resource, request: Request, *words: Word) -> _Words:
    consents = [(request.allows(word, resource), Consent(word.value, address(resource))) for word in words]
    return _Words(
        tuple(consent for given, consent in consents if given),
        tuple(consent for given, consent in consents if not given),
    )


def _destroying(held: Held, request: Request, semantics: Semantics) -> tuple[Word, ...]:
    """The words without which this is not destroyed: for the thing, and for the messages that are in it.

    Where it is empty now and their loss was allowed all the same, what comes until then is covered too.
    """
    resource = held.resource
    holds = resource.kind in semantics.holding and (held.messages != 0 or request.allows(Word.LOSS, resource))
    return (Word.DESTROY, Word.LOSS) if holds else (Word.DESTROY,)


def _loss(held: Held, semantics: Semantics) -> Risk:
    if held.resource.kind not in semantics.holding:
        return Risk(Danger.ACCESS, "whoever still uses it is refused")
    match held.messages:
        case 0:
            return Risk(Danger.LOSS, "it holds no messages now; what arrives until then is lost")
        case None:
            return Risk(Danger.LOSS, "an unknown number of messages in it is lost")
        case 1:
            return Risk(Danger.LOSS, "1 message in it is lost")
        case count:
            return Risk(Danger.LOSS, f"{count:,} messages in it are lost")


def _unmaking(held: Held, semantics: Semantics) -> str:
    return "make it anew; what it held is gone" if held.resource.kind in semantics.holding else "make it anew"


def _undo(wanted: Resource, held: Held, different: Sequence[Change], semantics: Semantics) -> str:
    """How to get back, which the broker may refuse where it took the way there."""
    if not different:
        return "nothing is to be undone: only our mark is new"
    back = tuple(Change(each.name, each.wanted, each.found) for each in different)
    match semantics.judge(held.resource, wanted, back):
        case Fixed(reason, _):
            return f"there is none: {reason}"
        case InPlace():
            return "set back " + ", ".join(f"{each.name} to {_text(each.found)}" for each in different)


def _text(value: Value) -> str:
    match value:
        case tuple():
            return "the former entry" if len(value) == 1 else f"the {len(value)} former entries"
        case bool():
            return "true" if value else "false"
        case None | "":
            return "nothing"
        case _:
            return str(value)


def _step(
    action: Action,
    wanted: Resource,
    held: Held,
    what: str,
    different: tuple[Change, ...] = (),
    *,
    risk: Risk = SAFE,
    undo: str = "",
    words: _Words = _Words((), ()),
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
        words.missing,
        recipe,
        held.fingerprint,
        held.messages,
        words.given,
    )
