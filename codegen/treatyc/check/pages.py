"""The page of every id that treaty can print: those of rules, and those of what loading and linking refuse."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from treatyc.check.page import Page, parse_page, parse_pages
from treatyc.check.refusals import REFUSALS
from treatyc.check.rules import RULES


@cache
def pages() -> Mapping[str, Page]:
    """Every page by its id, sorted."""
    found = {rule.id: parse_page(rule.page) for rule in RULES}
    for text in REFUSALS:
        found.update(parse_pages(text))
    return dict(sorted(found.items()))
