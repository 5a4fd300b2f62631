"""What a registry says of copies before any of them is made, or would say by its dialect where it cannot be asked."""

from __future__ import annotations

from treaty.registry.problem import Rejected, said
from treatyc.compatibility.mode import Mode
from treatyc.dialects.history import not_taken, predict_history
from treatyc.dialects.texts import Text
from treatyc.registry.api import Api
from treatyc.registry.held.understanding import Understanding
from treatyc.registry.promote.promoting import Copy, Promotion, Side
from treatyc.registry.protocol import SchemaReference, Sent, VersionKey
from treatyc.registry.push.answers import Answer, Basis
from treatyc.registry.push.steps import Step
from treatyc.system.registry import Dialect


async def consult(api: Api, promotion: Promotion, source: Side, to: Side, dialect: Dialect) -> tuple[Answer, ...]:
    """An answer for each step. The registry decides by what it has: what is new itself it can not be asked about."""
    modes = {each.subject: each.mode for each in to.wanted}
    earlier: dict[str, list[Copy]] = {}
    found = []
    for step, copy in zip(promotion.steps, promotion.copies, strict=True):
        subject = step.subject
        mode = modes.get(subject, to.seen.mode(subject))
        before = earlier.setdefault(subject, [])
        there = to.seen.subjects.get(subject)
        refusal = _not_taken(copy, dialect, source)
        if refusal is None and not there and not before:
            found.append(Answer(subject, taken=True, basis=Basis.FIRST))
        elif refusal is None and mode is Mode.NONE:
            found.append(Answer(subject, taken=True, basis=Basis.MODE))
        else:
            # As in `answers`: a first version is asked about where only the registry knows whether it reads it.
            blind = bool(before) or (refusal is not None and dialect is Dialect.APICURIO)
            asked = not blind and (not there or mode is to.seen.mode(subject))
            told = await _told(api, step, mode if there else Mode.BACKWARD_TRANSITIVE) if asked else None
            found.append(told or refusal or _foretold(copy, before, mode, dialect, source=source, to=to))
        before.append(copy)
    return tuple(found)


def _not_taken(copy: Copy, dialect: Dialect, source: Side) -> Answer | None:
    """That a registry of the dialect does not take a text for a schema, be it the first one."""
    present = _text(source.understanding, copy.source.key, "")
    reason = not_taken(dialect, present) if present is not None else None
    return (
        Answer(copy.subject, taken=False, basis=Basis.PREDICTED, words=(str(reason),)) if reason is not None else None
    )


async def _told(api: Api, step: Step, mode: Mode) -> Answer | None:
    """The registry's own answer, where all that the text refers to is there."""
    known = [SchemaReference(each.name, each.to) for each in step.references if isinstance(each.to, VersionKey)]
    if len(known) < len(step.references):
        return None
    try:
        verdict = await api.check(step.subject, Sent(step.format, step.text, tuple(known)), mode)
    except Rejected as rejected:
        if known:
            return None  # see `answers`: some ask without what the text refers to
        return Answer(step.subject, taken=False, basis=Basis.REGISTRY, words=(said(rejected.words),))
    return Answer(step.subject, verdict.compatible, Basis.REGISTRY, verdict.messages) if verdict else None


def _foretold(copy: Copy, before: list[Copy], mode: Mode, dialect: Dialect, *, source: Side, to: Side) -> Answer:
    present = _text(source.understanding, copy.source.key, "")
    there = [
        _text(to.understanding, each.key, str(each.key.version)) for each in to.seen.subjects.get(copy.subject, ())
    ]
    coming = [_text(source.understanding, each.source.key, "one that comes before it") for each in before]
    history = [each for each in (*there, *coming) if each is not None]
    if present is None or len(history) < len(there) + len(coming):
        return Answer(copy.subject, None, Basis.PREDICTED, ("not all of these texts can be read here",))
    found = predict_history(dialect, mode, present, history)
    about = (f"against version {found.version}",) if found.version and found.compatible is not True else ()
    return Answer(copy.subject, found.compatible, Basis.PREDICTED, (*about, *map(str, found.prediction.reasons)))


def _text(understanding: Understanding, key: VersionKey, label: str) -> Text | None:
    understood = understanding.versions.get(key)
    if understood is None or not understood.schemas:
        return None
    laid = understood.laid
    return Text(understanding.tree, laid.folder, laid.mains[0].removeprefix(f"{laid.folder}/"), label)
