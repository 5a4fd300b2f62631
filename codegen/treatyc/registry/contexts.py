"""Contexts: registries within a registry, each written before its subjects as in `:.staging:orders-value`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from treaty.registry.problem import WrongAnswer

_CONTEXT = re.compile(r":\.[^:]*:")


def of_one_context(subjects: Iterable[str]) -> Mapping[str, str]:
    """A registry's subjects under its own spelling, each with its plain name, all of one context.

    The default context has no name.
    """
    contexts: dict[str, dict[str, str]] = {}
    for subject in subjects:
        name = plain(subject)
        contexts.setdefault(subject.removesuffix(name), {})[subject] = name
    if len(contexts) > 1 and "" not in contexts:
        raise WrongAnswer("the registry shows several contexts: name one in the address, as in `/contexts/.staging`")
    return dict(sorted((contexts.get("") or next(iter(contexts.values()), {})).items()))


def plain(subject: str) -> str:
    """A subject without the context that it is in."""
    return _CONTEXT.sub("", subject, count=1) if _CONTEXT.match(subject) else subject
