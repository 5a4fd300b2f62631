"""The servers of one registry, in the order in which they are asked."""

from __future__ import annotations

import time
from collections.abc import Callable

AWAY_S = 30.0
"""How long a server that failed is asked after all others."""


class Servers:
    """As the target lists them; one that failed lately comes last, so that not every question waits for it."""

    def __init__(self, urls: tuple[str, ...], clock: Callable[[], float] = time.monotonic) -> None:
        self._urls = urls
        self._clock = clock
        self._failed: dict[str, float] = {}

    def in_turn(self) -> tuple[str, ...]:
        """All servers, those first that are expected to answer; of the others the one that failed first."""
        now = self._clock()
        since = {url: at for url, at in self._failed.items() if now - at < AWAY_S}
        return tuple(sorted(self._urls, key=lambda url: since.get(url, float("-inf"))))

    def failed(self, url: str) -> None:
        """This one gave no answer that is of any use."""
        self._failed[url] = self._clock()

    def answered(self, url: str) -> None:
        """This one is back."""
        self._failed.pop(url, None)
