"""Patterns against templates: what matches, which parameters a match fixes, and which pattern is the more specific."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.system.address import is_parameter_value, parameter_name, tokens

Bindings = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class Specificity:
    """How narrow a pattern or a template is: by its plain tokens first, then by its parameters, then by its `*`."""

    plain: int
    named: int
    single: int


def specificity(pattern: str) -> Specificity:
    """`events.order.>` is more specific than `events.*.*`, which is more so than `events.>`."""
    parts = tokens(pattern)
    named = sum(parameter_name(part) is not None for part in parts)
    single, rest = parts.count("*"), parts.count(">")
    return Specificity(len(parts) - named - single - rest, named, single)


def match(pattern: str, template: str) -> Bindings | None:
    """The parameters of `template` that `pattern` fixes, or None where it does not cover the template.

    `*` covers one token and `>` all that is left; a plain token covers itself, or is a parameter's value; a
    `{parameter}` covers the parameter of that name.
    """
    wanted, found = tokens(pattern), tokens(template)
    if wanted[-1] == ">":
        wanted = wanted[:-1]
        if len(found) <= len(wanted):
            return None
    elif len(wanted) != len(found):
        return None
    bindings = []
    for want, part in zip(wanted, found, strict=False):
        name = parameter_name(part)
        if want in ("*", part):
            continue
        if name is None or not is_parameter_value(want):
            return None
        bindings.append((name, want))
    return tuple(bindings)
