"""A plan as `printing.registry_plan` shows it: our words for what the registry, its dialect and the gate say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from treatyc.cli.registry.planned import Planned, Wish
from treatyc.compatibility.finding import Finding
from treatyc.compatibility.report import verdict
from treatyc.printing.registry_plan import AnswerLine, ModeLine, PlanView, SchemaLine, TextLine
from treatyc.registry.push.answers import Answer, Basis
from treatyc.registry.push.difference import Held, Lacking
from treatyc.registry.wanted.desired import Role, Wanted
from treatyc.system.system import System
from treatyc.system.version import version_of


def view(planned: Planned, wish: Wish, system: System) -> PlanView:
    """All that is known of a plan."""
    told = {each.subject: each for each in planned.answers}
    lacks = planned.difference
    texts = [_held(each, system) for each in lacks.held]
    texts += [_lacking(each, told[each.wanted.subject], planned, wish, system) for each in lacks.lacking]
    modes = tuple(ModeLine(each.subject, each.present.value, each.wanted.value) for each in lacks.modes)
    ordered = tuple(sorted(texts, key=lambda each: each.state != "held"))
    return PlanView(wish.declared.target.name, ordered, modes, tuple(_notes(planned)))


def _held(held: Held, system: System) -> TextLine:
    wanted = held.wanted
    return TextLine(
        wanted.subject,
        wanted.role.value,
        wanted.format.value,
        "held",
        held.version.key.version,
        _schemas(wanted, system),
        held.version.id,
        held.newest,
        references=tuple((each.name, each.subject) for each in wanted.references),
    )


def _lacking(lacking: Lacking, answer: Answer, planned: Planned, wish: Wish, system: System) -> TextLine:
    wanted = lacking.wanted
    own = (_own(lacking, planned, wish),) if wanted.role is Role.MESSAGE and planned.run is not None else ()
    return TextLine(
        wanted.subject,
        wanted.role.value,
        wanted.format.value,
        "new-version" if lacking.history else "new-subject",
        lacking.next,
        _schemas(wanted, system),
        changed=lacking.changed,
        references=tuple((each.name, each.subject) for each in wanted.references),
        answers=(_answer(answer, wish), *own),
    )


def _schemas(wanted: Wanted, system: System) -> tuple[SchemaLine, ...]:
    found = {name: system.find_schema(name) for name in wanted.schemas}
    return tuple(SchemaLine(name, version_of(system, each) if each else "-") for name, each in found.items())


def _answer(answer: Answer, wish: Wish) -> AnswerLine:
    who = wish.dialect.value if answer.basis is Basis.PREDICTED else "registry"
    return AnswerLine(who, answer.taken, answer.basis.value, sentence(answer), answer.words)


_VERBS: Mapping[bool | None, str] = {
    True: "would take it",
    False: "would refuse it",
    None: "cannot be foretold",
}


def sentence(answer: Answer) -> str:
    """What is said of a text, behind the name of who says it."""
    match answer.basis:
        case Basis.FIRST:
            return "takes it, for a first version is compared with nothing"
        case Basis.MODE:
            return "takes it, for its mode is `none`"
        case Basis.ALLOWED:
            return "is told to take it this once"
        case Basis.REGISTRY:
            return "takes it" if answer.taken else "refuses it"
        case Basis.PREDICTED:
            return _VERBS[answer.taken]
        case unknown:
            assert_never(unknown)


def _own(lacking: Lacking, planned: Planned, wish: Wish) -> AnswerLine:
    """Our own verdict about the messages of a subject; the gate does not speak of those that are as they were."""
    assert planned.run is not None  # noqa: S101 - asked for only then
    several = [each for each in planned.run.gated.outcomes if each.schema.name in lacking.wanted.schemas]
    failing: set[Finding] = set(planned.breaks(wish))
    stopping = [finding for each in several for finding in each.findings if finding in failing]
    if stopping:
        counted = f"{len(stopping)} {'finding' if len(stopping) == 1 else 'findings'}"
        return AnswerLine("treaty", taken=False, basis="gate", sentence=f"{verdict(stopping).value}, {counted}")
    if lacking.history and not several:
        sentence = "the messages are as they were"
    else:
        sentence = "compatible" if any(each.history for each in several) else "nothing before it to compare with"
    return AnswerLine("treaty", taken=True, basis="gate", sentence=sentence)


def _notes(planned: Planned) -> Iterator[str]:
    for held in planned.difference.held:
        if held.newest > held.version.key.version:
            where = f"version {held.version.key.version} of `{held.wanted.subject}`"
            yield f"{where} is what the contracts declare, and the registry has a newer one, {held.newest}"
    if planned.difference.unkept:
        names = ", ".join(f"`{each.wanted.subject}`" for each in planned.difference.unkept[:3])
        left = len(planned.difference.unkept) - 3
        more = f" and {left} more" if left > 0 else ""
        yield f"metadata or a rule set is missing beside {names}{more}, and this registry shows none at all"
