"""What was found at a broker, with whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.topology.plan import Scope
from treatyc.topology.resource import Resource, address, digest


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose a resource is, and the digest of the facts that were last applied to it."""

    scope: Scope
    applied: str


@dataclass(frozen=True, slots=True)
class Held:
    """A resource that is there. `messages` is None for what holds none, and where the broker does not tell."""

    resource: Resource
    mark: Mark | None = None
    messages: int | None = None

    @property
    def fingerprint(self) -> str:
        """What a saved plan remembers of it: facts and owner."""
        return f"{digest(self.resource)}@{self.mark.scope if self.mark else 'nobody'}"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why the broker would refuse what is wanted at an address, as it is now: `what` follows the resource's name.

    `until` is what lifts it, by address, when the same plan makes that anew.
    """

    address: str
    what: str
    recipe: tuple[str, ...]
    until: str = ""


@dataclass(frozen=True, slots=True)
class Observed:
    """A broker as it was when it was looked at.

    `held` has everything that is wanted and there, by address, and everything with our own mark; `unmanaged` the
    addresses of the rest, sorted. `gone` are addresses that bear our mark and are no longer there, which only brokers
    whose marks lie beside the objects can tell. `remarks` are sentences on what was seen of the broker itself and
    that no step changes, such as that it may throw messages away; a plan tells them with its shortcomings. `obstacles`
    are what stands in the way of a step: it is blocked, where the contracts alone could not tell.
    """

    identity: str
    held: tuple[Held, ...] = ()
    unmanaged: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    def by_address(self) -> dict[str, Held]:
        """Everything that is held, by address."""
        return {address(each.resource): each for each in self.held}
