"""Keys by pattern: what a channel says itself, then what the most specific patterns say for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from treatyc.diagnostics import Related, Report
from treatyc.link.patterns import match, specificity
from treatyc.load.language import ChannelKeys
from treatyc.load.shape import Declared, Entry
from treatyc.system.channel import Name

_KEYS = tuple(field.name for field in dataclasses.fields(ChannelKeys))
_ALTERNATIVES = {"message": ("message", "messages"), "messages": ("message", "messages")}
"""Two ways to write one thing: who writes one of them has said it."""


def matches(pattern: str, template: str) -> bool:
    """Whether keys given for a pattern hold for a channel: for all of it, not for one value of a parameter."""
    return match(pattern, template) == ()


def from_patterns(address: str, entries: tuple[Entry[ChannelKeys], ...], report: Report) -> ChannelKeys:
    """What patterns alone say for a channel."""
    return with_defaults(address, ChannelKeys(), entries, report)


def with_defaults(
    address: str, own: ChannelKeys, defaults: tuple[Entry[ChannelKeys], ...], report: Report
) -> ChannelKeys:
    """The channel's keys, each that it does not write taken from the most specific default that does."""
    fitting = [default for default in defaults if matches(default.name, address)]
    found = {key: value for key in _KEYS if (value := _get(own, key)) is not None}
    for key in _KEYS:
        if fitting and not _says(own, key):
            inherited = _inherited(key, fitting, report)
            if inherited is not None:
                found[key] = inherited
    return dataclasses.replace(ChannelKeys(), **found)  # type: ignore[arg-type]  # each value comes from its own key


def written(keys: ChannelKeys) -> tuple[Name, ...]:
    """The keys that a user wrote, by name, with their places."""
    return tuple(Name(key, value.place) for key in sorted(_KEYS) if (value := _get(keys, key)) is not None)


def check_patterns(
    noun: str, entries: tuple[Entry[ChannelKeys], ...], templates: Iterable[str], report: Report
) -> None:
    """Say which patterns no channel matches."""
    known = tuple(templates)
    for entry in entries:
        if not any(matches(entry.name, template) for template in known):
            message = f"no channel matches the {noun} `{entry.name}`"
            help_ = "`*` is exactly one token, `>` one or more at the end; a parameter is matched by `*` or by its name"
            report.warning("unmatched-pattern", message, at=entry.place, help=help_)


def _inherited(key: str, fitting: list[Entry[ChannelKeys]], report: Report) -> Declared[object] | None:
    saying = [default for default in fitting if _says(default.value, key)]
    if not saying:
        return None
    highest = max(specificity(default.name) for default in saying)
    winners = [default for default in saying if specificity(default.name) == highest]
    values = [_get(default.value, key) for default in winners]
    if len({_plain(value) for value in values}) > 1:
        _report_ambiguous(key, winners, report)
    return values[0]


def _report_ambiguous(key: str, winners: list[Entry[ChannelKeys]], report: Report) -> None:
    first, *others = winners
    names = ", ".join(f"`{winner.name}`" for winner in winners)
    report.error(
        "ambiguous-default",
        f"the patterns {names} are equally specific and disagree about `{key}`",
        at=first.place,
        help="write the key on the channels that both match, or make one pattern narrower",
        related=[Related("and here", other.place) for other in others],
    )


def _says(keys: ChannelKeys, key: str) -> bool:
    return any(_get(keys, each) is not None for each in _ALTERNATIVES.get(key, (key,)))


def _get(keys: ChannelKeys, key: str) -> Declared[object] | None:
    value: Declared[object] | None = getattr(keys, key)
    return value


def _plain(value: object) -> object:
    """A declared value without the places in it, for comparing two of them."""
    match value:
        case Declared(value=inner):
            return _plain(inner)
        case Entry(name=name, value=inner):
            return (name, _plain(inner))
        case tuple():
            return tuple(_plain(item) for item in value)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return tuple(_plain(getattr(value, field.name)) for field in dataclasses.fields(value))
        case _:
            return value
