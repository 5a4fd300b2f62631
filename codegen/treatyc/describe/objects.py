"""What a channel becomes on a target's broker: objects and their settings, who may do what, and what is not done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from treatyc.describe.part import part, questions
from treatyc.describe.rights import Rights, rights
from treatyc.describe.settings import setting_rows
from treatyc.describe.sheet import Row, Section, Sheet, rows
from treatyc.describe.words import listed, place_text
from treatyc.system.channel import Channel
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.flow import Flow
from treatyc.topology.grants import Grant, grants
from treatyc.topology.resource import Resource, address
from treatyc.topology.semantics import Problem, Semantics

NOTHING_TO_MAKE = "The `memory` broker lives in the process of the agents, and makes what it needs by itself."


@dataclass(frozen=True, slots=True)
class Becoming:
    """What is there because of a channel: `own` objects, `shared` ones, the lines that its rights are, and its gaps."""

    own: tuple[Resource, ...]
    shared: tuple[Resource, ...]
    rights: Rights
    shortcomings: tuple[str, ...]


def describe_objects(system: System, target: Target, semantics: Semantics, channel: Channel) -> Sheet:
    """All that a broker holds and grants for a channel."""
    becoming = _becoming(system, target, semantics, channel)
    passing = _passing(semantics.flow(system, target), becoming, channel)
    problems = _problems(semantics.problems(system, target), becoming.own, channel)
    return Sheet(
        title=f"{channel.address} {_count(becoming.own)} on {target.broker.value} at {target.name}.",
        sentences=(_external(channel),),
        sections=(
            *_objects(becoming.own, "", channel),
            *_objects(becoming.shared, " (with other channels)", channel),
            Section("On its way, and not made beforehand", tuple(passing)),
            *_who(system, target, channel, becoming.rights),
            cannot(target, becoming.shortcomings),
            Section("What is wrong", tuple(problems)),
        ),
    )


def may(grant: Grant, what: str) -> str:
    """A right in words, `read it in group shop.billing, with region eu only`."""
    group = f" in group {grant.group}" if grant.group else ""
    fixed = f", with {listed([f'{name} {value}' for name, value in grant.bindings])} only" if grant.bindings else ""
    return f"{grant.right.value} {what}{group}{fixed}"


def cannot(target: Target, shortcomings: Iterable[str]) -> Section:
    """A row for each shortcoming."""
    sentences = tuple(Row("-", sentence.removesuffix(".")) for sentence in shortcomings)
    return Section(f"What {target.broker.value} does not do", sentences)


def _count(own: tuple[Resource, ...]) -> str:
    match len(own):
        case 0:
            return "has no object of its own"
        case 1:
            return "is an object"
        case count:
            return f"is {count} objects"


def _becoming(system: System, target: Target, semantics: Semantics, channel: Channel) -> Becoming:
    """What would be missing without the channel, or has it in common with others.

    A reply is of no use without what it answers: what it is alone is what it adds to that.
    """
    asked = questions(target.channels, channel)
    together = part(system, target, {channel.address} | asked)
    without = part(system, target, asked)
    before = {address(each) for each in semantics.derive(*without)}
    added = {address(each) for each in semantics.derive(*together)} - before
    made = [each for each in semantics.derive(system, target) if address(each) in added or _of(each, channel)]
    lines_before = rights(*without)
    lines = {
        who: tuple(line for line in several if line not in lines_before.get(who, ()))
        for who, several in rights(*together).items()
    }
    made.sort(key=lambda each: (bool(each.origin.agent), semantics.kinds.index(each.kind)))
    own = tuple(each for each in made if _of(each, channel))
    shared = tuple(each for each in made if not each.origin.channel and not each.origin.agent)
    return Becoming(own, shared, lines, _shortcomings(system, target, semantics, channel))


def _shortcomings(system: System, target: Target, semantics: Semantics, channel: Channel) -> tuple[str, ...]:
    """What is said of the channel alone, and of a reply what is not said of its questions anyway."""
    asked = questions(target.channels, channel)
    alone = semantics.shortcomings(*part(system, target, {channel.address}))
    without = semantics.shortcomings(*part(system, target, asked))
    together = semantics.shortcomings(*part(system, target, {channel.address} | asked))
    return tuple(each for each in together if each in alone or each not in without)


def _of(resource: Resource, channel: Channel) -> bool:
    return resource.origin.channel == channel.address


def _external(channel: Channel) -> str:
    return "It is external: what is there already and not ours is left as it is." if channel.external else ""


def _objects(made: tuple[Resource, ...], remark: str, channel: Channel) -> Iterator[Section]:
    """A section for each name: a queue, its policy and its bindings are one thing to people."""
    by_name: dict[str, list[Resource]] = {}
    for resource in made:
        by_name.setdefault(resource.name, []).append(resource)
    for name, several in by_name.items():
        settings = [row for resource in several for row in setting_rows(resource)]
        yield Section(f"{name}{remark}", (*settings, *_why(several, channel)))


def _passing(flow: Flow, becoming: Becoming, channel: Channel) -> Iterator[Row]:
    """What messages pass through that nobody has to make: a subject, or the inboxes of instances."""
    made = {address(each) for each in becoming.own}
    for station in flow.stations:
        if station.channel == channel.address and station.address not in made:
            yield Row(station.kind, station.name)


def _why(several: list[Resource], channel: Channel) -> Iterator[Row]:
    origins = dict.fromkeys((each.origin.why, each.origin.place) for each in several)
    for why, place in origins:
        if why and place != channel.place:
            yield Row("because", f"{why}{f', {place_text(place)}' if place is not None else ''}")


def _who(system: System, target: Target, channel: Channel, granted: Rights) -> Iterator[Section]:
    """Each agent's rights in words, and then those of its principal as the broker has them."""
    by_principal: dict[str, list[Grant]] = {}
    for grant in grants(system, target):
        if grant.channel.address == channel.address:
            by_principal.setdefault(grant.principal, []).append(grant)
    told = {who: _granted(several) for who, several in sorted(by_principal.items())}
    if not any(granted.values()):
        yield Section("Who does what", rows("", list(told.values())))
        return
    for who, words in told.items():
        lines = granted.get(who) or ("nothing is granted for that",)
        yield Section(f"{words}, as {who}", rows("", lines))


def _granted(several: list[Grant]) -> str:
    """`audit may tap it in group shop.audit`, for all grants of one principal."""
    by_agent: dict[str, list[Grant]] = {}
    for grant in several:
        by_agent.setdefault(grant.agent, []).append(grant)
    return listed(
        f"{agent} may {listed(dict.fromkeys(may(grant, 'it') for grant in own))}"
        for agent, own in sorted(by_agent.items())
    )


def _problems(found: Iterable[Problem], own: tuple[Resource, ...], channel: Channel) -> Iterator[Row]:
    """What is wrong with the channel's objects, and what is wrong between one of them and another's."""
    addresses = {address(each) for each in own}
    named = [f"`{each.name}`" for each in own]
    for problem in found:
        concerned = address(problem.resource) in addresses or _of(problem.resource, channel)
        if concerned or any(name in problem.message for name in named):
            yield Row(problem.rule, f"{problem.message}; {problem.help}")
