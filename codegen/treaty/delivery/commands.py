"""What a machine wants done."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from treaty.delivery.work import Publication
from treaty.registry.wire import Wanted
from treaty.transport import Settlement


@dataclass(slots=True)
class Commands:
    """What is to be done, each kind in its order.

    Publications are reported back by `published`. `cancelled` are lanes whose handlers are to be stopped, `woken` lanes
    that have something to do again. `lookups` are schemas that deliveries wait for, reported back by `looked_up`.
    """

    settlements: list[Settlement] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    extensions: list[Hashable] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    woken: list[int] = field(default_factory=list)
    lookups: list[Wanted] = field(default_factory=list)
