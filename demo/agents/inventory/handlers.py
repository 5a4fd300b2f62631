"""Holds stock for orders, gives it back, and tells each change of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from storefront_inventory import InventoryClient, InventoryHandlers
from storefront_messages.storefront.inventory.v1 import (
    OutOfStock,
    ReleaseStock,
    ReserveStock,
    StockCause,
    StockChanged,
    StockLine,
    StockReserved,
)
from storefront_messages.storefront.pricing.v1 import RecalculatePrice
from storefront_messages.storefront.warehouse.v1 import ClimateAlert

from treaty import Message

_STOCK = MappingProxyType({"LMP-0042": 4, "BLB-1001": 40, "CHO-0007": 12, "HMP-0001": 8})
_WAREHOUSE = "vienna-1"
_PIECE_G = 850
_SCARCE = 3


class Inventory(InventoryHandlers):
    """Stock is what the deltas add up to: every change is told as a difference (P33)."""

    def __init__(self, on_hand: Mapping[str, int] = _STOCK) -> None:
        self._on_hand = Counter(on_hand)
        self._held: dict[UUID, tuple[UUID, Counter[str]]] = {}

    async def serve_inventory_reserve(
        self, message: Message[ReserveStock], client: InventoryClient
    ) -> OutOfStock | StockReserved:
        """Holding twice for one order holds once: the request may come again."""
        order_id = message.payload.order_id
        wanted = Counter({line.sku: line.quantity for line in message.payload.lines})
        if order_id not in self._held:
            missing = wanted - self._on_hand
            if missing:
                lines = [StockLine(sku=sku, quantity=quantity) for sku, quantity in sorted(missing.items())]
                return OutOfStock(order_id=order_id, missing=lines)
            self._held[order_id] = (uuid4(), wanted)
            await self._change(wanted, -1, StockCause.RESERVED, order_id, client)
        reservation_id, held = self._held[order_id]
        return StockReserved(
            order_id=order_id,
            reservation_id=reservation_id,
            warehouse_id=_WAREHOUSE,
            weight_g=_PIECE_G * held.total(),
        )

    async def on_inventory_release(self, message: Message[ReleaseStock], client: InventoryClient) -> None:
        order_id = message.payload.order_id
        _, held = self._held.pop(order_id, (None, Counter[str]()))
        await self._change(held, +1, StockCause.RELEASED, order_id, client)

    async def on_warehouse_climate_alert(self, message: Message[ClimateAlert], client: InventoryClient) -> None:
        """Chocolate does not outlive a warm afternoon."""
        spoiled = Counter({"CHO-0007": self._on_hand["CHO-0007"]})
        await self._change(spoiled, -1, StockCause.SPOILED, None, client)

    async def _change(
        self, pieces: Counter[str], sign: int, cause: StockCause, order_id: UUID | None, client: InventoryClient
    ) -> None:
        for sku, quantity in sorted(pieces.items()):
            self._on_hand[sku] += sign * quantity
            await client.send_inventory_stock_changed(
                StockChanged(
                    sku=sku,
                    warehouse_id=_WAREHOUSE,
                    delta=sign * quantity,
                    cause=cause,
                    order_id=order_id,
                    changed_at=datetime.now(UTC),
                )
            )
            if self._on_hand[sku] <= _SCARCE:
                scarce = RecalculatePrice(sku=sku, on_hand=self._on_hand[sku], cause=f"{cause.value.lower()}, few left")
                await client.send_agent_pricing_recalculate(scarce)
