"""Which release each registered text of a schema is: a known one, or the next number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from treatyc.system.release import Version


@dataclass(frozen=True, slots=True)
class Numbered:
    """The releases of a schema's texts, by fingerprint: those `known` before, and those that are `new`, in order.

    `lost` are texts that have no number: they are older than a release that was made without them.
    """

    known: Mapping[str, Version] = field(default_factory=dict)
    new: Mapping[str, Version] = field(default_factory=dict)
    lost: tuple[str, ...] = ()

    def version(self, fingerprint: str) -> Version | None:
        """The release that a text is."""
        return self.known.get(fingerprint) or self.new.get(fingerprint)


def number(texts: Sequence[str], releases: Mapping[str, Version], major: int) -> Numbered:
    """Number the texts of a schema, fingerprints in the order in which they were registered.

    A minor goes up by one with each text that means something new; a text that comes again is the release it was.
    """
    ordered = tuple(dict.fromkeys(texts))
    known = {each: releases[each] for each in ordered if each in releases}
    if releases and not known:
        return Numbered(lost=ordered)
    after = max((position for position, each in enumerate(ordered) if each in known), default=-1)
    lost = tuple(each for each in ordered[: after + 1] if each not in known)
    first = max((each.minor for each in releases.values()), default=-1) + 1
    new = {each: Version(major, first + step) for step, each in enumerate(ordered[after + 1 :])}
    return Numbered(known, new, lost)
