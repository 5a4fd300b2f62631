"""Which subscription a message of one source is for; where a broker cannot filter, this does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from treaty.contract import Bound
from treaty.delivery.address import covers, match, parameters_of
from treaty.delivery.plan import Plan, Route
from treaty.errors import ContractError

T = TypeVar("T")

REMEMBERED_MAX = 10_000
"""Addresses are a stranger's text: the memory of them is thrown away when it gets this large."""


class Routes(Generic[T]):
    """The plans that read one source, each with whatever reads by it."""

    def __init__(self, readers: Sequence[tuple[T, Plan]]) -> None:
        self._readers = tuple(readers)
        self.known: dict[bytes | None, tuple[T, Route] | None] = {}
        for index, (_, plan) in enumerate(self._readers):
            for _, other in self._readers[:index]:
                if _overlap(plan.bound, other.bound):
                    raise ContractError(
                        f"two subscriptions of one group read {plan.channel.address}: each message would be one's only"
                    )

    def find(self, subject: bytes | None) -> tuple[T, Route] | None:
        """The reader and route of a concrete address; None when it is for no subscription of this agent."""
        if subject in self.known:
            return self.known[subject]
        found = self._find(subject)
        if found is not None and found[1].parameters is None:
            return found  # as long as its sender likes, and not worth remembering
        if len(self.known) >= REMEMBERED_MAX:
            self.known.clear()
        self.known[subject] = found
        return found

    def _find(self, subject: bytes | None) -> tuple[T, Route] | None:
        address = "" if subject is None else subject.decode(errors="replace")
        belongs = False
        for reader, plan in self._readers:
            # Who writes no envelope still writes to an address, where an object is that of one address alone.
            template = plan.channel.address
            parameters = match(plan.channel, template if subject is None and not parameters_of(template) else address)
            if parameters is not None:
                belongs = True
                if covers(plan.bound, parameters):
                    return reader, Route(plan, parameters)
        if belongs:
            return None
        # No address of the channel at all: it is somebody's mistake, and must end where mistakes are looked for.
        reader, plan = self._readers[0]
        return reader, Route(plan, None)


def _overlap(one: Bound, other: Bound) -> bool:
    """Whether an address can be meant by both."""
    if one.channel.address != other.channel.address:
        return False
    return all(other.bindings.get(name, value) == value for name, value in one.bindings.items())
