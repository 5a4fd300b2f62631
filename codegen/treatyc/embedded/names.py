"""Names of subjects as the API spells them: `:.context:subject`, or the subject alone in the default context."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from treatyc.embedded.refusal import invalid_subject

DEFAULT = "."
ANY_CONTEXT = ":*:"
NAME_MAX = 1_000
_RESERVED = frozenset({"__GLOBAL", "__EMPTY"})


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A subject in its context; with no subject it is the context itself, with no context either everything."""

    context: str = DEFAULT
    subject: str = ""

    def __str__(self) -> str:
        return self.subject if self.context == DEFAULT else f":{self.context}:{self.subject}"

    @property
    def around(self) -> Name:
        """The context of a subject, and of the context the default one, whose settings hold for all."""
        return Name(self.context) if self.subject else Name()


def parse(written: str) -> Name:
    """A name as it was written; a context's own name ends with a colon, and has no subject."""
    if not written.startswith(":."):
        return Name(DEFAULT, written)
    context, _, subject = written[1:].partition(":")
    return Name(context, subject)


def within(written: str, around: Name) -> Name:
    """A name that stands in a text of another context: what says no context is of that one."""
    return parse(written) if written.startswith(":.") else Name(around.context, written)


def checked(name: Name) -> Name:
    """A name that a subject may have; raises `Refusal`."""
    fits = len(name.context) + len(name.subject) <= NAME_MAX and name.subject not in _RESERVED
    if not fits or any(unicodedata.category(each) in ("Cc", "Cs") for each in f"{name.context}{name.subject}"):
        raise invalid_subject(name.subject)
    return name
