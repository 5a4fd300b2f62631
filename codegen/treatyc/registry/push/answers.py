"""What a registry answers, or would answer, to each text that it shall take."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from treaty.registry.problem import Rejected, said
from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.dialects.history import not_taken, predict_history
from treatyc.dialects.texts import Text
from treatyc.registry.api import Api
from treatyc.registry.protocol import RegisteredVersion, SchemaReference, Sent
from treatyc.registry.push.difference import Difference, Lacking
from treatyc.system.registry import Dialect


class Basis(enum.Enum):
    """Where an answer comes from."""

    FIRST = "first"
    MODE = "mode"
    ALLOWED = "allowed"
    REGISTRY = "registry"
    PREDICTED = "predicted"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a text is taken, None where nobody can tell; `words` are the registry's or the engine's own."""

    subject: str
    taken: bool | None
    basis: Basis
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a dialect is asked with: the declared text of a subject, and the versions before it that can be read.

    These are oldest first, and their labels are the numbers of the versions.
    """

    dialect: Dialect
    present: Mapping[str, Text]
    histories: Mapping[str, Sequence[Text]]


def predicted(lacking: Lacking, foreseen: Foreseen) -> Answer:
    """What the dialect would answer; without a word from the registry."""
    subject = lacking.wanted.subject
    present = foreseen.present.get(subject)
    if present is None:
        return Answer(subject, None, Basis.PREDICTED, ("keys are not predicted",))
    texts = foreseen.histories.get(subject, ())
    found = predict_history(foreseen.dialect, lacking.wanted.mode, present, texts)
    if found.compatible is not False and (lost := _lost(lacking, texts)):
        return Answer(subject, None, Basis.PREDICTED, (f"the text of version {lost} is not at hand",))
    about = (f"against version {found.version}",) if found.version and found.compatible is not True else ()
    return Answer(subject, found.compatible, Basis.PREDICTED, (*about, *map(str, found.prediction.reasons)))


def _lost(lacking: Lacking, texts: Sequence[Text]) -> int | None:
    """The last version that the mode asks about and nobody here can read."""
    known = {text.label for text in texts}
    asked = MEANINGS[lacking.wanted.mode].of(lacking.history)
    return next((each.key.version for each in reversed(asked) if str(each.key.version) not in known), None)


def foretold(difference: Difference, foreseen: Foreseen, allowed: Collection[str] = ()) -> tuple[Answer, ...]:
    """An answer about each text that is lacking, without a question."""
    return tuple(
        _not_taken(each, foreseen, allowed) or _settled(each, allowed) or predicted(each, foreseen)
        for each in difference.lacking
    )


async def answers(
    api: Api, difference: Difference, foreseen: Foreseen, allowed: Collection[str] = ()
) -> tuple[Answer, ...]:
    """The registry's answer about each text that is lacking, before any of them is registered.

    It decides by the mode that it has now, and knows nothing of texts that are new themselves: where one of these
    counts, its dialect's answer is given, and the registry has the last word when the text is registered.
    """
    modes = {each.subject for each in difference.modes}
    keys = {each.wanted.subject: each.version for each in difference.held}
    found = []
    for each in difference.lacking:
        refusal = _not_taken(each, foreseen, allowed)
        answer = _settled(each, allowed) if refusal is None else None
        # Whether it reads a text at all a registry tells of a first version as well; Apicurio says yes unseen.
        blind = refusal is not None and foreseen.dialect is Dialect.APICURIO
        if answer is None and not blind and (each.wanted.subject not in modes or not each.history):
            answer = await _asked(api, each, keys)
        found.append(answer or refusal or predicted(each, foreseen))
    return tuple(found)


def _not_taken(lacking: Lacking, foreseen: Foreseen, allowed: Collection[str]) -> Answer | None:
    """That a registry of the dialect does not take a text for a schema, be it the first one."""
    subject = lacking.wanted.subject
    present = foreseen.present.get(subject)
    if present is None or subject in allowed:
        return None
    reason = not_taken(foreseen.dialect, present)
    return Answer(subject, taken=False, basis=Basis.PREDICTED, words=(str(reason),)) if reason is not None else None


def _settled(lacking: Lacking, allowed: Collection[str]) -> Answer | None:
    """What needs no question."""
    subject = lacking.wanted.subject
    if not lacking.history:
        return Answer(subject, taken=True, basis=Basis.FIRST)
    if subject in allowed:
        return Answer(subject, taken=True, basis=Basis.ALLOWED)
    if lacking.wanted.mode is Mode.NONE:
        return Answer(subject, taken=True, basis=Basis.MODE)
    return None


async def _asked(api: Api, lacking: Lacking, keys: Mapping[str, RegisteredVersion]) -> Answer | None:
    """The registry's own answer; None where it cannot be asked, or not about texts that refer to others."""
    wanted = lacking.wanted
    if any(each.subject not in keys for each in wanted.references):
        return None
    references = tuple(SchemaReference(each.name, keys[each.subject].key) for each in wanted.references)
    # Of a subject that is not there the last version cannot be asked about, and all of them can.
    mode = wanted.mode if lacking.history else Mode.BACKWARD_TRANSITIVE
    try:
        verdict = await api.check(wanted.subject, Sent(wanted.format, wanted.text, references), mode)
    except Rejected as rejected:
        # No verdict but a refusal to give one: the text is none to it. Where it refers to others, that may be since
        # the question is asked without them: Apicurio 3.3 says so of all that Protobuf imports, and registers it.
        if references:
            return None
        return Answer(wanted.subject, taken=False, basis=Basis.REGISTRY, words=(said(rejected.words),))
    return Answer(wanted.subject, verdict.compatible, Basis.REGISTRY, verdict.messages) if verdict else None
