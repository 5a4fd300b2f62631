"""Sets prices by what is left and what sells."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

from storefront_messages.storefront.common.v1 import Money
from storefront_messages.storefront.inventory.v1 import StockCause, StockChanged
from storefront_messages.storefront.pricing.v1 import PriceChanged, RecalculatePrice
from storefront_pricing import PricingClient, PricingHandlers

from treaty import Message

_LIST_PRICES = {
    "LMP-0042": Decimal("59.90"),
    "BLB-1001": Decimal("4.50"),
    "CHO-0007": Decimal("12.00"),
    "HMP-0001": Decimal("650.00"),
}


class Pricing(PricingHandlers):
    """Raises the price of what runs out, as long as any is left."""

    def __init__(self) -> None:
        self._prices = dict(_LIST_PRICES)
        self._sold: Counter[str] = Counter()

    async def on_inventory_stock_changed(self, message: Message[StockChanged], client: PricingClient) -> None:
        if message.payload.cause is StockCause.RESERVED:
            self._sold[message.payload.sku] -= message.payload.delta

    async def on_agent_pricing_recalculate(self, message: Message[RecalculatePrice], client: PricingClient) -> None:
        sku, on_hand = message.payload.sku, message.payload.on_hand
        if on_hand <= 0 or sku not in self._prices:
            return
        old = self._prices[sku]
        self._prices[sku] = (old * Decimal("1.05")).quantize(Decimal("0.01"))
        changed = PriceChanged(
            sku=sku,
            old_price=Money(amount=old, currency="EUR"),
            new_price=Money(amount=self._prices[sku], currency="EUR"),
            valid_from=datetime.now(UTC),
            reason=message.payload.cause,
        )
        await client.send_pricing_price_changed(changed)
