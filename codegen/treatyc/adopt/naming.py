"""Names of ours from names of others: what may be an address, and what an agent is called after a group or a user."""

from __future__ import annotations

import re

from treatyc.system.address import is_plain_token, parameter_name, tokens
from treatyc.system.channel import Kind
from treatyc.system.methods import ROOTS

_TOKENS_MAX = 32
_TOKEN_MAX = 128
_NAME_MAX = 64
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def address_problem(name: str) -> str | None:
    """Why a name is no address, or None; the sentence goes on from the name."""
    parts = tokens(name)
    if len(parts) > _TOKENS_MAX:
        return f"it has {len(parts)} tokens, and an address at most {_TOKENS_MAX}"
    wrong = next((each for each in parts if parameter_name(each) is None and not is_plain_token(each)), None)
    if wrong is None and parameter_name(parts[0]) is not None:
        return "an address begins with a plain token"
    if wrong is None:
        long = next((each for each in parts if len(each) > _TOKEN_MAX), None)
        return None if long is None else f"a token of an address has at most {_TOKEN_MAX} characters"
    if not wrong:
        return "there is nothing before, behind or between two of its dots"
    if wrong[0] == "_":
        return f"its token `{wrong}` begins with `_`, which is kept for what treaty adds to names"
    return f"its token `{wrong}` is not of a-z, 0-9, `_` and `-` alone"


def agent_name(called: str, project: str) -> str:
    """What an agent is called after `called`: the word itself where it is one, else the nearest."""
    own = called.removeprefix(f"{project}.")
    snake = _NOT_IN_NAMES.sub("_", _CAPITAL.sub("_", own).lower()).strip("_")
    lettered = snake if snake[:1].isalpha() else f"agent_{snake}".rstrip("_")
    return lettered[:_NAME_MAX].rstrip("_")


def group_word(group: str, project: str) -> str | None:
    """What `group:` says to have this very group: treaty puts the project before it. None where nothing does."""
    word = group.removeprefix(f"{project}.")
    return word if word != group and _NAME.match(word) else None


def kind_of(address: str) -> Kind:
    """The kind whose root an address begins with; an event, of which anybody may read, where it says none."""
    first = tokens(address)[0]
    return next((kind for kind, root in ROOTS.items() if root == first and kind is not Kind.DEAD_LETTER), Kind.EVENT)
