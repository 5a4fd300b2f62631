"""What `plan`, `apply` and `drift` begin with: the project, its target, the words that were given, and the broker."""

from __future__ import annotations

import contextlib
import enum
import functools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from treatyc.brokers.applying import Wish
from treatyc.brokers.connection import Connection, ConnectionUnknown, resolve
from treatyc.brokers.live import BrokerError, LiveBroker, Locked, open_broker
from treatyc.checks.choice import Choice
from treatyc.checks.engine import check
from treatyc.checks.rules import RULES
from treatyc.cli.findings import show
from treatyc.cli.gating import fail, in_the_way
from treatyc.cli.project import FAILED, open_system
from treatyc.cli.target import chosen_target, known_semantics
from treatyc.diagnostics import Diagnostic, Severity
from treatyc.printing.visible import visible
from treatyc.suggest import did_you_mean
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology import brokers, embedded
from treatyc.topology.plan import Action, Consent, Plan, Word
from treatyc.topology.planning import Request
from treatyc.topology.principals import principal
from treatyc.topology.semantics import Semantics
from treatyc.workspace.reading import Workspace

CHANGES = 1
"""The exit code where something is not as it should be."""


class PlanFormat(enum.StrEnum):
    """What a plan, or what drifted, is printed as."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


FORMATS = click.Choice([each.value for each in PlanFormat])

_GLOBS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of consent that were given; `adopt` are patterns of addresses."""

    consents: tuple[Consent, ...] = ()
    adopt: tuple[str, ...] = ()
    authoritative: bool = False

    @property
    def given(self) -> bool:
        """Whether there are any."""
        return self != Words()


@dataclass(frozen=True, slots=True)
class Subject:
    """A sound project and one of its targets, whose broker has a topology that we make."""

    workspace: Workspace
    system: System
    target: Target
    semantics: Semantics

    def wish(self, words: Words) -> Wish:
        """What is to be planned, with these words."""
        request = Request(
            brokers.scope(self.system, self.target),
            self.target.broker.value,
            frozenset(words.consents),
            words.adopt,
            words.authoritative,
            frozenset(channel.address for channel in self.target.channels if channel.external),
        )
        return Wish(
            request,
            self.semantics.derive(self.system, self.target),
            self.semantics,
            self.semantics.shortcomings(self.system, self.target),
            self.target.cluster,
        )


def words_options(command: Callable[..., None]) -> Callable[..., None]:
    """The words of consent, handed over as `words: Words`."""

    @_word(Word.ADOPT, "Take over what is there and nobody's; takes a pattern such as 'topic:orders.*'.")
    @_word(Word.DESTROY, "Delete or replace this.")
    @_word(Word.LOSS, "Let the messages go that it holds.")
    @_word(Word.REKEY, "Let messages of one key come to other partitions.")
    @_word(Word.ROTATE, "Give this user the password that the environment has.")
    @click.option("--authoritative", is_flag=True, help="Take away settings that nobody declared.")
    @functools.wraps(command)
    def wrapped(authoritative: bool, **options: object) -> None:
        given: dict[Word, tuple[str, ...]] = {word: options.pop(_parameter(word)) for word in Word}  # type: ignore[misc]  # click's values have no types
        exact = [Consent(word.value, address) for word in Word if word is not Word.ADOPT for address in given[word]]
        command(words=Words(tuple(exact), given[Word.ADOPT], authoritative), **options)

    return wrapped


def _word(word: Word, help_: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(
        word.value,
        _parameter(word),
        multiple=True,
        metavar="ADDRESS",
        callback=None if word is Word.ADOPT else _exact,
        help=help_,
    )


def _parameter(word: Word) -> str:
    return word.name.lower()


def _exact(context: click.Context, option: click.Parameter, addresses: tuple[str, ...]) -> tuple[str, ...]:
    del context, option
    for address in addresses:
        if _GLOBS & set(address):
            raise click.BadParameter(f"`{visible(address)}` is a pattern; this takes one exact address at a time")
    return addresses


def open_subject(name: str, project: Path | None, root: Path | None) -> Subject:
    """The project and the target; ends the run, and says why, where the one is not sound or there is no such other."""
    opened = open_system(project, root)
    found = in_the_way(opened)
    if found or opened.system is None:
        show(found, opened.workspace)
        raise SystemExit(FAILED)
    target = chosen_target(opened.system, name)
    subject = Subject(opened.workspace, opened.system, target, known_semantics(target) or embedded.SEMANTICS)
    if problems := _problems(subject):
        show(problems, opened.workspace)
        raise SystemExit(FAILED)
    return subject


def unreleased(subject: Subject) -> tuple[Diagnostic, ...]:
    """What a production target refuses: texts that nobody released may still change under their version."""
    return check(replace(subject.system, targets=(subject.target,)), RULES, Choice(only=("production-unreleased",)))


@contextlib.contextmanager
def reached(subject: Subject) -> Iterator[LiveBroker]:
    """The target's live broker; ends the run, and says why, where it cannot be reached or turns us away."""
    try:
        with contextlib.closing(open_broker(subject.target, _connection(subject))) as broker:
            yield broker
    except (BrokerError, ConnectionUnknown, Locked) as error:
        fail(visible(str(error)))
    except KeyboardInterrupt:
        fail(f"interrupted; `treaty plan --target {subject.target.name}` says what is done and what is left")


def _connection(subject: Subject) -> Connection:
    """How the broker is reached; the one that is nowhere needs no address."""
    if subject.target.broker is Broker.MEMORY:
        return Connection("")
    return resolve(subject.target, os.environ, [principal(subject.system, agent) for agent in subject.system.agents])


def say_idle(wish: Wish, plan: Plan) -> None:
    """Say which words nothing needs: most often an address was mistyped."""
    for consent in wish.request.idle(plan):
        wanted = [need.address for step in plan.blocked for need in step.needs if need.word == consent.word]
        known = wanted or [step.address for step in plan.steps if step.action is not Action.NOOP]
        advice = did_you_mean(consent.address, known)
        told = f"nothing needs `{consent}`"
        click.echo(f"treaty: {visible(f'{told}; {advice}' if advice else told)}", err=True)


def _problems(subject: Subject) -> tuple[Diagnostic, ...]:
    """What the broker would refuse, as far as no rule says it: what a rule says was settled before, or is ignored."""
    told = {rule.id for rule in RULES}
    return tuple(
        Diagnostic(
            each.rule, Severity.ERROR, each.message, each.resource.origin.place or subject.target.place, each.help
        )
        for each in subject.semantics.problems(subject.system, subject.target)
        if each.rule not in told
    )
