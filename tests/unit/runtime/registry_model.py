"""The registry of the model of deliveries: versions that nobody knows before they were looked up."""

from __future__ import annotations

from collections.abc import Callable

from treaty.delivery.plan import Plan
from treaty.errors import DecodeError, TreatyError, UnknownSchemaError
from treaty.registry.wire import SchemaPending, Wanted

SCHEMAS = (7, 8)


def version(schema: int) -> bytes:
    """As the header of a message carries it."""
    return b"9.%d" % schema


class PlayedRegistry:
    """What was found so far, by schema; None where it can be read. `looking_up` is what somebody asks just now."""

    def __init__(self, plan: Plan) -> None:
        self.looking_up: set[Wanted] = set()
        self.answers: dict[int, TreatyError | None] = {}
        [carried] = plan.channel.messages
        for schema in SCHEMAS:
            plan.decoders[carried.name.encode(), version(schema)] = self._reader(plan, schema)

    def end(self, wanted: Wanted, answer: str) -> None:
        """What comes of looking it up."""
        self.looking_up.discard(wanted)
        assert isinstance(wanted.reference, int)
        match answer:
            case "known":
                self.answers[wanted.reference] = None
            case "unreadable":
                self.answers[wanted.reference] = DecodeError("nobody has it")
            case "down":
                self.answers[wanted.reference] = UnknownSchemaError("the registry is down")

    def asked_for(self) -> set[bytes]:
        """The versions that somebody asks for."""
        return {version(schema) for schema in SCHEMAS if schema in {wanted.reference for wanted in self.looking_up}}

    def _reader(self, plan: Plan, schema: int) -> Callable[[bytes], object]:
        wanted = Wanted(plan.channel.address, schema)
        [carried] = plan.channel.messages

        def read(body: bytes) -> object:
            if schema not in self.answers:
                raise SchemaPending(wanted)
            answer = self.answers[schema]
            if answer is not None:
                raise type(answer)(*answer.args)
            return carried.codec.decode(body)

        return read
