"""What somebody changed at a broker since we last applied: marks tell it, whatever the contracts say by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from treatyc.topology.observed import Observed
from treatyc.topology.plan import Change, Scope
from treatyc.topology.planning import changes
from treatyc.topology.resource import Resource, address, digest


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that is no longer as we left it.

    `changes` say how it differs from what is wanted now, what nobody declared included. `wanted` is None where nothing
    asks for it any more, `found` where it is gone altogether.
    """

    address: str
    wanted: Resource | None
    found: Resource | None
    changes: tuple[Change, ...] = ()


def drift(wanted: Sequence[Resource], observed: Observed, scope: Scope) -> tuple[Drift, ...]:
    """Everything with our mark that is not as it was when it was last applied, sorted by address.

    What changed and is as it is wanted now is none: somebody was quicker, or a run of ours died before it marked it. So
    is what is gone that nothing asks for any more.
    """
    asked = {address(resource): resource for resource in wanted}
    found = [Drift(name, asked[name], None) for name in observed.gone if name in asked]
    for held in observed.held:
        if held.mark is None or held.mark.scope != scope or held.mark.applied == digest(held.resource):
            continue
        name = address(held.resource)
        now = asked.get(name)
        different = changes(now, held.resource) if now is not None else ()
        if now is None or different:
            found.append(Drift(name, now, held.resource, different))
    return tuple(sorted(found, key=lambda each: each.address))
