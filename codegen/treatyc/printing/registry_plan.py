"""What a registry would be given, as lines for people and as facts for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SchemaLine:
    """A schema and the version that its text travels as."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What is said of a text by `who`: `taken` is None where nobody can tell; `basis` says what it rests on."""

    who: str
    taken: bool | None
    basis: str
    sentence: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text and what is to become of it: `held`, `new-subject` or `new-version`; `id` is None for what is not there.

    `references` are pairs of the name that the text uses and a subject.
    """

    subject: str
    role: str
    format: str
    state: str
    version: int
    schemas: tuple[SchemaLine, ...]
    id: int | None = None
    newest: int | None = None
    changed: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    answers: tuple[AnswerLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ModeLine:
    """The mode that the registry has for a subject, and the one that it shall have."""

    subject: str
    present: str
    wanted: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """All of it."""

    target: str
    texts: tuple[TextLine, ...]
    modes: tuple[ModeLine, ...]
    notes: tuple[str, ...] = ()

    @property
    def coming(self) -> tuple[TextLine, ...]:
        """The texts that are not there yet."""
        return tuple(each for each in self.texts if each.state != "held")


def as_lines(view: PlanView) -> list[str]:
    """A text a paragraph, marked `+` where its subject is new and `~` where it gets a version; then other modes."""
    lines = []
    modes = {each.subject: each for each in view.modes}
    for each in view.coming:
        sign = "+" if each.state == "new-subject" else "~"
        why = f", for its {' and '.join(each.changed)}" if each.changed not in {(), ("text",)} else ""
        lines.append(f"  {sign} {each.subject}  version {each.version}, {each.format}{_role(each.role)}{why}")
        lines += [f"      {line}" for line in _details(each, modes.pop(each.subject, None))]
    lines += [f"  ~ {each.subject}  {_mode(each)}" for each in modes.values()]
    lines += [f"  {note}" for note in view.notes]
    return lines


def counted(view: PlanView) -> str:
    """`2 to register, 1 mode to set, 3 there already`."""
    return _counted(view, "to register", "to set")


def done_words(view: PlanView) -> str:
    """`2 registered, 1 mode set, 3 there already`."""
    return _counted(view, "registered", "set")


def _counted(view: PlanView, registered: str, mode_set: str) -> str:
    held = len(view.texts) - len(view.coming)
    modes = len(view.modes)
    parts = {
        f"{len(view.coming)} {registered}": len(view.coming),
        f"{modes} {'mode' if modes == 1 else 'modes'} {mode_set}": modes,
        f"{held} there already": held,
    }
    return ", ".join(words for words, count in parts.items() if count) or "nothing is wanted there"


def as_facts(view: PlanView) -> dict[str, object]:
    """The same for programs."""
    return {
        "target": view.target,
        "texts": [_text(each) for each in view.texts],
        "modes": [{"subject": each.subject, "present": each.present, "wanted": each.wanted} for each in view.modes],
        "notes": list(view.notes),
    }


def _role(role: str) -> str:
    return {"message": "", "reference": ", referred to", "key": ", of keys"}[role]


def _mode(mode: ModeLine) -> str:
    return f"mode {mode.wanted}, which is {mode.present} now"


def _details(text: TextLine, mode: ModeLine | None) -> Iterator[str]:
    rows = [("holds", f"{each.name} {each.version}".removesuffix(" -")) for each in text.schemas]
    rows += [("refers to", name if name == subject else f"{name} ({subject})") for name, subject in text.references]
    if mode is not None:
        rows.append(("mode", _mode(mode).removeprefix("mode ")))
    for each in text.answers:
        shown = _shown(each.words)
        rows.append((each.who, f"{each.sentence}: {shown}" if shown else each.sentence))
    width = max(len(title) for title, _ in rows)
    yield from (f"{title:<{width}}  {words}" for title, words in rows)


_WORDS_SHOWN = 3


def _shown(words: Sequence[str]) -> str:
    left = len(words) - _WORDS_SHOWN
    return "; ".join([*words[:_WORDS_SHOWN], *([f"and {left} more"] if left > 0 else [])])


def _text(each: TextLine) -> dict[str, object]:
    return {
        "subject": each.subject,
        "role": each.role,
        "format": each.format,
        "state": each.state,
        "version": each.version,
        "id": each.id,
        "newest": each.newest,
        "changed": list(each.changed),
        "schemas": [{"name": schema.name, "version": schema.version} for schema in each.schemas],
        "references": [{"name": name, "subject": subject} for name, subject in each.references],
        "answers": [
            {"who": answer.who, "taken": answer.taken, "basis": answer.basis, "words": list(answer.words)}
            for answer in each.answers
        ],
    }
