"""What a push is about to do, written down before it begins, so that the next one can end it or take it back; pure.

A journal says of each subject which versions were there before, which mode was set, and which texts were to come.
What is there now, was not before, and is one of these texts, is what the push did.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from treatyc.compatibility.mode import Mode
from treatyc.registry.push.steps import Steps
from treatyc.system.schema import Format

NAME = "treaty.lock.push"
"""The file beside `treaty.lock` while a push is under way."""

_LAYOUT = 1


class NoJournal(Exception):
    """A text that no push wrote."""


@dataclass(frozen=True, slots=True)
class PlannedText:
    """A text that a push was about to register."""

    format: Format
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A subject before a push: its versions, the mode that was set, the modes that the push sets, and its texts."""

    subject: str
    versions: tuple[int, ...]
    mode: Mode | None
    modes: tuple[Mode, ...]
    texts: tuple[PlannedText, ...]


@dataclass(frozen=True, slots=True)
class Journal:
    """A push to a target; `address` tells one registry from another, without naming it."""

    target: str
    address: str
    entries: tuple[Entry, ...]


def journal_of(target: str, address: str, steps: Steps) -> Journal:
    """The journal of a push that has not begun; subjects in the order in which they are first written to."""
    settings = {each.subject: each for each in steps.settings}
    there = dict(steps.there)
    entries = []
    for subject in dict.fromkeys((*(each.subject for each in steps.texts), *settings)):
        setting = settings.get(subject)
        texts = tuple(PlannedText(each.format, each.text) for each in steps.texts if each.subject == subject)
        modes = (setting.during, setting.after) if setting is not None else ()
        before = setting.before if setting is not None else None
        entries.append(Entry(subject, there[subject], before, tuple(dict.fromkeys(modes)), texts))
    return Journal(target, address, tuple(entries))


def continued(before: Journal, after: Journal) -> Journal:
    """One journal of a push that was killed and of the one that goes on from there: what was first holds."""
    merged = {each.subject: each for each in before.entries}
    for each in after.entries:
        first = merged.get(each.subject)
        merged[each.subject] = each if first is None else _both(first, each)
    return Journal(after.target, after.address, tuple(merged.values()))


def _both(first: Entry, then: Entry) -> Entry:
    mode = first.mode if first.modes else then.mode
    modes = tuple(dict.fromkeys((*first.modes, *then.modes)))
    texts = tuple(dict.fromkeys((*first.texts, *then.texts)))
    return Entry(first.subject, first.versions, mode, modes, texts)


def without_version(journal: Journal, subject: str, version: int) -> Journal:
    """A journal of a push that did not make this version: somebody else was faster with the same text."""
    return _changed(journal, subject, lambda entry: replace(entry, versions=(*entry.versions, version)))


def without_mode(journal: Journal, subject: str) -> Journal:
    """A journal of a push that did not set the mode of a subject: somebody else did."""
    return _changed(journal, subject, lambda entry: replace(entry, mode=None, modes=()))


def _changed(journal: Journal, subject: str, change: Callable[[Entry], Entry]) -> Journal:
    return replace(
        journal, entries=tuple(change(each) if each.subject == subject else each for each in journal.entries)
    )


def text_of(journal: Journal) -> str:
    """A journal as its file."""
    entries = [
        {
            "subject": each.subject,
            "versions": list(each.versions),
            "mode": each.mode.value if each.mode is not None else None,
            "modes": [mode.value for mode in each.modes],
            "texts": [{"format": text.format.value, "text": text.text} for text in each.texts],
        }
        for each in journal.entries
    ]
    document = {"journal": _LAYOUT, "target": journal.target, "address": journal.address, "entries": entries}
    return json.dumps(document, indent=1) + "\n"


def read_journal(text: str) -> Journal:
    """A file as a journal; raises `NoJournal`."""
    try:
        document = json.loads(text)
        if document["journal"] != _LAYOUT:
            raise NoJournal
        return Journal(_word(document, "target"), _word(document, "address"), tuple(map(_entry, document["entries"])))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoJournal from error


def _entry(value: Mapping[str, object]) -> Entry:
    mode, versions, modes, texts = value["mode"], value["versions"], value["modes"], value["texts"]
    if not isinstance(versions, list) or not isinstance(modes, list) or not isinstance(texts, list):
        raise NoJournal
    if not all(isinstance(each, int) for each in versions):
        raise NoJournal
    planned = tuple(PlannedText(Format(_word(each, "format")), _word(each, "text")) for each in texts)
    before = Mode(mode) if isinstance(mode, str) else None
    return Entry(_word(value, "subject"), tuple(versions), before, tuple(Mode(each) for each in modes), planned)


def _word(value: Mapping[str, object], key: str) -> str:
    word = value[key]
    if not isinstance(word, str):
        raise NoJournal
    return word
