"""Many commands in few round trips, and commands that the client would not leave as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import redis
from redis.client import Pipeline

T = TypeVar("T")

SIZE = 500
"""How many commands travel together: enough that the way costs little, and few enough that others are not held up."""


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items, so many at a time."""
    for start in range(0, len(items), SIZE):
        yield items[start : start + SIZE]


def ask_each(client: redis.Redis, items: Sequence[T], command: Callable[[Pipeline, T], object]) -> list[Any]:
    """The answer to a command for each item; an error stands in the place of its answer."""
    answers: list[Any] = []
    for batch in batches(items):
        with client.pipeline(transaction=False) as pipeline:
            for item in batch:
                command(pipeline, item)
            answers += pipeline.execute(raise_on_error=False)
    return answers


def raw(to: redis.Redis | Pipeline, *words: str) -> Any:
    """A command by its words, with its answer as it came: the client's own reading of `ACL` loses selectors."""
    return to.execute_command(*words)  # type: ignore[no-untyped-call]  # redis-py types its named commands only
