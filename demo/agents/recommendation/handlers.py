"""Learns from what customers do and suggests products."""

from __future__ import annotations

from collections import Counter, defaultdict

from storefront_messages.storefront.catalog.v1 import Product
from storefront_messages.storefront.customer.v1 import CartUpdated, CartUpdatedItemAdded, PageView
from storefront_messages.storefront.orders.v1 import OrderPlaced
from storefront_messages.storefront.pricing.v1 import PriceChanged
from storefront_messages.storefront.recommendation.v1 import (
    ProductsSuggested,
    ProductsSuggestedSuggestion,
    SuggestProducts,
)
from storefront_recommendation import RecommendationClient, RecommendationHandlers

from treaty import Message


class Recommendation(RecommendationHandlers):
    """Counts which products are looked at, put into carts and ordered, and suggests the strongest ones."""

    def __init__(self) -> None:
        self._products: dict[str, Product] = {}
        self._weights: Counter[str] = Counter()
        self._seen: defaultdict[str, set[str]] = defaultdict(set)

    async def on_customer(self, message: Message[CartUpdated | PageView], client: RecommendationClient) -> None:
        """A wildcard, so the payload is one of the messages below it: a `match` takes them apart, and mypy knows."""
        match message.payload:
            case PageView(session_id=session, product=Product() as product):
                self._notice(session, product, 1)
            case CartUpdated(session_id=session, change=CartUpdatedItemAdded(product=product)):
                self._notice(session, product, 3)
            case _:
                pass

    async def on_order_placed(self, message: Message[OrderPlaced], client: RecommendationClient) -> None:
        self._weights.update({line.sku: 5 * line.quantity for line in message.payload.lines})

    async def on_pricing_price_changed(self, message: Message[PriceChanged], client: RecommendationClient) -> None:
        if message.payload.new_price.amount < message.payload.old_price.amount:
            self._weights[message.payload.sku] += 2

    async def serve_recommendation_suggest(
        self, message: Message[SuggestProducts], client: RecommendationClient
    ) -> ProductsSuggested:
        """What a `serve_` method returns is the reply; what it raises becomes a typed failure at the caller."""
        wanted = message.payload
        seen = self._seen[wanted.session_id]
        ranked = [sku for sku, _ in self._weights.most_common() if sku in self._products][: wanted.limit]
        return ProductsSuggested(
            session_id=wanted.session_id,
            suggestions=[
                ProductsSuggestedSuggestion(
                    product=self._products[sku],
                    score=1 / (rank + 1),
                    reason="viewed" if sku in seen else "popular",
                )
                for rank, sku in enumerate(ranked)
            ],
        )

    def _notice(self, session: str, product: Product, weight: int) -> None:
        self._products[product.sku] = product
        self._weights[product.sku] += weight
        self._seen[session].add(product.sku)
