"""Keeps a record of every fact, and sees all work without taking it."""

from __future__ import annotations

from collections import Counter

from storefront_audit import AuditClient, AuditHandlers

from treaty import Message


class Audit(AuditHandlers):
    """Only envelopes are looked at, so each handler may take a message of anything."""

    def __init__(self) -> None:
        self.facts: Counter[str] = Counter()
        self.work: Counter[str] = Counter()

    async def on_events(self, message: Message[object], client: AuditClient) -> None:
        self.facts[message.address] += 1

    async def tap_commands(self, message: Message[object], client: AuditClient) -> None:
        self.work[message.address] += 1

    async def tap_tools_execute(self, message: Message[object], client: AuditClient) -> None:
        self.work[message.address] += 1
