"""Items that are all different: a place with few possible values is given one of them by a matching."""

from __future__ import annotations

from collections.abc import Sequence

from treatyc.compatibility.jsonschema.normal.formula import negated
from treatyc.compatibility.jsonschema.normal.goal import Goal
from treatyc.compatibility.jsonschema.normal.keywords_values import constants
from treatyc.compatibility.jsonschema.search.answer import Answer, Ask, Found, Nothing, Unsure
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.canonical import text


def distinct(places: Sequence[Goal], ask: Ask) -> Answer:
    """An array whose items satisfy the places' goals and differ from each other.

    A place needs no more values to choose from than there are places: with so many, one is always left for it.
    """
    choices: list[list[JsonValue]] = []
    known: dict[Goal, list[JsonValue]] = {}
    for goal in places:
        if goal not in known:
            found = _values(goal, len(places), ask)
            if isinstance(found, Unsure):
                return Unsure(found.reason)
            known[goal] = found
        choices.append(known[goal])
    keys = [[_key(value) for value in own] for own in choices]
    chosen = _matching(keys)
    if chosen is None:
        return Nothing()
    return Found([own[at] for own, at in zip(choices, chosen, strict=True)])


def _values(goal: Goal, count: int, ask: Ask) -> list[JsonValue] | Unsure:
    """As many different values of a goal as are asked for, or all."""
    values: list[JsonValue] = []
    while len(values) < count:
        answer = ask(goal.also(negated(constants(values))) if values else goal)
        match answer:
            case Found(value):
                values.append(value)
            case Nothing():
                break
            case Unsure():
                return answer
    return values


def _matching(keys: Sequence[Sequence[str]]) -> list[int] | None:
    """For each place the index of its value, no value twice; None where there is no such choice."""
    owner: dict[str, int] = {}
    chosen: dict[int, int] = {}

    def place(at: int) -> bool:
        # Breadth first along alternating steps, so that long arrays need no deep recursion.
        came: dict[str, tuple[int, int]] = {}
        queue = [at]
        while queue:
            current = queue.pop(0)
            for index, key in enumerate(keys[current]):
                if key in came:
                    continue
                came[key] = (current, index)
                if key not in owner:
                    _shift(key, came)
                    return True
                queue.append(owner[key])
        return False

    def _shift(key: str, came: dict[str, tuple[int, int]]) -> None:
        while True:
            current, index = came[key]
            previous = chosen.get(current)
            owner[key], chosen[current] = current, index
            if previous is None:
                return
            key = keys[current][previous]

    return [chosen[at] for at in range(len(keys))] if all(place(at) for at in range(len(keys))) else None


def _key(value: JsonValue) -> str:
    """One text for all spellings of a value: solved values hold whole numbers as integers."""
    return text(value)
