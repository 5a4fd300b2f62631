"""An EDGE rule speaks of a writer and a reader, of which either may be the older: it tells of no before and after.

A rule that looks in both directions and says "it was at most 100, and is at most 50 now" says the reverse of what
happened wherever the new version is the one that writes.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.test_compatibility_rules import found, model_of
from treatyc.compatibility.finding import Scope
from treatyc.compatibility.rule import Rule
from treatyc.compatibility.rulebook import rules

STORY = re.compile(r"\b(now|was|were|no longer|any ?more|any longer|used to|old|older|newer|became|still)\b")
ALLOWED: dict[str, frozenset[str]] = {}
"""Words that a rule may use all the same, by its id."""
SEEN = {"Arrives"}
"""What a reader makes of a message that was written: of a message, there is a before and an after."""

EDGE = pytest.mark.parametrize("rule", [each for each in rules() if each.scope is Scope.EDGE], ids=lambda rule: rule.id)


@EDGE
def test_no_word_of_the_rule_tells_what_was_before(rule: Rule[Any, Any]) -> None:
    told = {word for text in _texts(rule) for word in STORY.findall(text)}

    assert ALLOWED.get(rule.id, frozenset()) == told


@EDGE
def test_nor_does_what_it_finds(rule: Rule[Any, Any]) -> None:
    findings = [each for each in found(rule, "Breaks", model_of(rule)) if each.rule == rule.id]
    told = {word for each in findings for word in STORY.findall(_unquoted(f"{each.message}. {each.help}"))}

    assert findings
    assert ALLOWED.get(rule.id, frozenset()) == told


def test_the_test_sees_such_words() -> None:
    tree = ast.parse('def look():\n    """It was."""\n    yield Hit(f"{x} must be {y} now", Arrives("it was"))')

    assert ["now"] == [word for text in _sentences(tree) for word in STORY.findall(text)]


def _texts(rule: Rule[Any, Any]) -> Iterator[str]:
    """Every text in the rule's module that can end in a sentence."""
    return _sentences(ast.parse(inspect.getsource(sys.modules[rule.look.__module__])))


def _sentences(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Call(func=ast.Name(id=name)) if name in SEEN:
                continue
            case ast.Constant(value=str() as text):
                yield text
        yield from _sentences(child)


def _unquoted(sentence: str) -> str:
    """A sentence without the names that users gave."""
    return re.sub(r"`[^`]*`", "", sentence)
