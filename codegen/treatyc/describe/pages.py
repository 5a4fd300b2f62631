"""The page of every id that treaty can print: rules, what loading and linking refuse, and rules of compatibility."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from treatyc.checks.page import Page, parse_page, parse_pages
from treatyc.checks.refusals import REFUSALS
from treatyc.checks.rules import RULES
from treatyc.compatibility.rulebook import rules


@cache
def pages() -> Mapping[str, Page]:
    """Every page by its id, sorted."""
    found = {rule.id: parse_page(rule.page) for rule in RULES}
    found.update((rule.id, parse_page(rule.page)) for rule in rules())
    for text in REFUSALS:
        found.update(parse_pages(text))
    return dict(sorted(found.items()))
