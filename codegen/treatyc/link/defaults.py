"""Keys by pattern: what a channel says itself, then what the most specific patterns say for it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence

from treatyc.diagnostics import Related, Report
from treatyc.link.patterns import AddressTree, specificity
from treatyc.load.language import ChannelKeys
from treatyc.load.shape import Declared, Entry
from treatyc.system.channel import Name

_KEYS = tuple(field.name for field in dataclasses.fields(ChannelKeys))
_ALTERNATIVES = {"message": ("message", "messages"), "messages": ("message", "messages")}
"""Two ways to write one thing: who writes one of them has said it."""


def by_channel(
    noun: str, entries: Iterable[Entry[ChannelKeys]], addresses: AddressTree, report: Report
) -> dict[str, list[Entry[ChannelKeys]]]:
    """The patterns that hold for each channel: for all of it, for one value of a parameter has no keys of its own."""
    found: dict[str, list[Entry[ChannelKeys]]] = defaultdict(list)
    for entry in entries:
        whole = [address for address, bindings in addresses.find(entry.name) if not bindings]
        for address in whole:
            found[address].append(entry)
        if not whole:
            message = f"no channel matches the {noun} `{entry.name}`"
            help_ = "`*` is exactly one token, `>` one or more at the end; a parameter is matched by `*` or by its name"
            report.warning("unmatched-pattern", message, at=entry.place, help=help_)
    return found


def with_defaults(own: ChannelKeys, fitting: Sequence[Entry[ChannelKeys]], report: Report) -> ChannelKeys:
    """A channel's keys, each that it does not write taken from the most specific of the fitting patterns that does."""
    if not fitting:
        return own
    found = {key: value for key in _KEYS if (value := _get(own, key)) is not None}
    for key in _KEYS:
        inherited = None if _says(own, key) else _inherited(key, fitting, report)
        if inherited is not None:
            found[key] = inherited
    return ChannelKeys(**found)  # type: ignore[arg-type]  # each value comes from the key of its own name


def written(keys: ChannelKeys) -> tuple[Name, ...]:
    """The keys that a user wrote, by name, with their places."""
    return tuple(Name(key, value.place) for key in sorted(_KEYS) if (value := _get(keys, key)) is not None)


def _inherited(key: str, fitting: Sequence[Entry[ChannelKeys]], report: Report) -> Declared[object] | None:
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
