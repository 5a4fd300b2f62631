"""A customer's journey through the fleet, step by step, and what must have happened when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from storefront_fraud import FraudClient
from storefront_inventory import InventoryClient
from storefront_logistics import LogisticsClient
from storefront_messages.storefront.agents.v1 import AgentEvent
from storefront_messages.storefront.catalog.v1 import Product, ProductPrice
from storefront_messages.storefront.common.v1 import Address, Money
from storefront_messages.storefront.conversation.v1 import ConversationStarted
from storefront_messages.storefront.customer.v1 import CartUpdated, CartUpdatedItemAdded, PageView
from storefront_messages.storefront.orders.v1 import OrderLine, PaymentMethod, PlaceOrder
from storefront_messages.storefront.recommendation.v1 import SuggestProducts
from storefront_messages.storefront.warehouse.v1 import ClimateReading
from storefront_pricing import PricingClient
from storefront_recommendation import RecommendationClient
from storefront_sensor import SensorClient
from storefront_shop import ShopClient
from storefront_tool_worker import ToolWorkerClient

from demo.fleet import Fleet
from demo.foreign import half_a_message, order_placed_1_0
from demo.screen import Row, Screen
from treaty.transport import Transport

CUSTOMER = "cust-0815"
PATIENCE_S = 30.0
"""How long the steps may take together."""

SETTLE_S = 10.0
"""How long the last messages may take to be settled."""

_QUIET_S = 0.3

LAMP = Product(sku="LMP-0042", title="Desk lamp", price=ProductPrice(minor_units=5990, currency="EUR"))
BULB = Product(sku="BLB-1001", title="LED bulb", price=ProductPrice(minor_units=450, currency="EUR"))
HAMPER = Product(sku="HMP-0001", title="Gift hamper", price=ProductPrice(minor_units=65000, currency="EUR"))


async def travel(fleet: Fleet, stranger: Transport, screen: Screen) -> list[str]:
    """Take the whole journey; what differs from what was expected, line by line."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await _start(fleet, screen)
            await _browse(fleet, screen)
            order = await _order(fleet, screen)
            await _order_again(fleet, order, screen)
            await _order_too_much(fleet, screen)
            await _talk(fleet, screen)
            await _heat(fleet, screen)
            await _older(stranger, screen)
            await _poison(fleet, stranger, screen)
    except TimeoutError:
        return ["the journey came to a halt at the step that is shown last", *_differences(fleet)]
    return await _reckon(fleet)


async def _start(fleet: Fleet, screen: Screen) -> None:
    screen.step("The agents say that they are up")
    await fleet.client(FraudClient).send_agent_event(_started("fraud"), agent_name="fraud")
    await fleet.client(InventoryClient).send_agent_event(_started("inventory"), agent_name="inventory")
    await fleet.client(LogisticsClient).send_agent_event(_started("logistics"), agent_name="logistics")
    await fleet.client(PricingClient).send_agent_event(_started("pricing"), agent_name="pricing")
    await fleet.client(RecommendationClient).send_agent_event(_started("recommendation"), agent_name="recommendation")
    await fleet.client(ToolWorkerClient).send_agent_event(_started("tool_worker"), agent_name="tool_worker")


async def _browse(fleet: Fleet, screen: Screen) -> None:
    screen.step("Ada looks around, and the shop asks what else she may like")
    shop, session = fleet.client(ShopClient), str(uuid4())
    for product in (LAMP, BULB):
        await shop.send_customer_pageview(
            PageView(
                session_id=session,
                customer_id=CUSTOMER,
                page=f"/products/{product.sku}",
                product=product,
                viewed_at=_now().isoformat(),
            )
        )
    await shop.send_customer_cart_updated(
        CartUpdated(
            session_id=session,
            customer_id=CUSTOMER,
            change=CartUpdatedItemAdded(kind="added", product=LAMP, quantity=1),
            updated_at=_now().isoformat(),
        )
    )
    suggested = await shop.call_recommendation_suggest(SuggestProducts(session_id=session, limit=3))
    screen.note(f"suggested: {', '.join(suggestion.product.title for suggestion in suggested.suggestions)}")


async def _order(fleet: Fleet, screen: Screen) -> PlaceOrder:
    screen.step("She orders a lamp and two bulbs: screened, reserved, paid, shipped")
    order = _an_order((LAMP, 1), (BULB, 2))
    await fleet.client(ShopClient).send_order_place(order, message_id=f"order-{order.order_id}")
    await fleet.ledger.seen("InvoiceIssued", 1)
    await fleet.ledger.seen("NotificationSent", 4)
    return order


async def _order_again(fleet: Fleet, order: PlaceOrder, screen: Screen) -> None:
    screen.step("The shop is not sure that this went out, and sends it again")
    await fleet.client(ShopClient).send_order_place(order, message_id=f"order-{order.order_id}")
    screen.note("same sender, same message id: orders ignores it")


async def _order_too_much(fleet: Fleet, screen: Screen) -> None:
    screen.step("A gift hamper is more than her card allows: what was reserved is given back")
    order = _an_order((HAMPER, 1))
    await fleet.client(ShopClient).send_order_place(order, message_id=f"order-{order.order_id}")
    await fleet.ledger.seen("NotificationSent", 5)
    await fleet.ledger.seen("CaseOpened", 1)
    await fleet.ledger.seen("StockChanged", 4)


async def _talk(fleet: Fleet, screen: Screen) -> None:
    screen.step("She asks three things; triage wakes who can help, and each of them calls a tool")
    shop = fleet.client(ShopClient)
    openings = {
        "c-bill": "Why was I charged twice for my bill?",
        "c-lamp": "How do I change the bulb of my lamp?",
        "c-visit": "Can a fitter come by next week?",
    }
    for conversation_id, opening in openings.items():
        await shop.send_conversation_started(
            ConversationStarted(
                conversation_id=conversation_id,
                customer_id=CUSTOMER,
                medium="chat",
                opening=opening,
                language="en",
                started_at=_now().isoformat(),
            )
        )
    await fleet.ledger.seen("ConversationMessage", 3)
    await fleet.ledger.seen("NotificationSent", 6)


async def _heat(fleet: Fleet, screen: Screen) -> None:
    screen.step("The warehouse is too warm for longer than chocolate can stand")
    sensor, began = fleet.client(SensorClient), _now()
    for minutes, temperature_c in ((0, 27.5), (6, 28.0), (12, 29.5)):
        await sensor.send_warehouse_climate(
            ClimateReading(
                warehouse_id="vienna-1",
                sensor_id="s-17",
                measured_at=began + timedelta(minutes=minutes),
                temperature_c=temperature_c,
                humidity_percent=41.0,
                battery_percent=88,
            ),
            warehouse_id="vienna-1",
        )
    await fleet.ledger.seen("StockChanged", 5)
    await fleet.ledger.seen("RecalculatePrice", 2)


async def _older(stranger: Transport, screen: Screen) -> None:
    screen.step("An agent that was deployed long ago still writes release 1.0 of an order")
    await stranger.publish([order_placed_1_0(uuid4(), CUSTOMER)])
    screen.note("read as the release of today: the renamed field by its alias, the new one by its default")


async def _poison(fleet: Fleet, stranger: Transport, screen: Screen) -> None:
    screen.step("A stranger, without treaty, writes bytes that are no message")
    await stranger.publish([half_a_message()])
    await fleet.ledger.dead_letters(1)
    screen.note("undecodable: kept as it came, out of everybody's way, to be looked at and sent back")


async def _reckon(fleet: Fleet) -> list[str]:
    """Wait until every figure is as expected and stays so; else say which one is not."""
    deadline = asyncio.get_running_loop().time() + SETTLE_S
    while _differences(fleet) and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 - counts tell nobody
        await asyncio.sleep(0.02)
    await asyncio.sleep(_QUIET_S)
    return _differences(fleet)


def _differences(fleet: Fleet) -> list[str]:
    return [
        f"{row.agent}: {name} is {found}, expected {expected}"
        for row in fleet.rows()
        for name, found, expected in row.differences(EXPECTED[row.agent])
    ]


def _an_order(*items: tuple[Product, int]) -> PlaceOrder:
    return PlaceOrder(
        order_id=uuid4(),
        customer_id=CUSTOMER,
        lines=[
            OrderLine(sku=product.sku, title=product.title, quantity=quantity, unit_price=_price(product))
            for product, quantity in items
        ],
        shipping_address=Address(
            recipient="Ada Berger", street="Lindengasse 7", postal_code="1070", city="Vienna", country="AT"
        ),
        payment_method=PaymentMethod.CARD,
    )


def _price(product: Product) -> Money:
    amount = (Decimal(product.price.minor_units) / 100).quantize(Decimal("0.01"))
    return Money(amount=amount, currency=product.price.currency)


def _started(agent_name: str) -> AgentEvent:
    return AgentEvent(agent_name=agent_name, instance="1", state=AgentEvent.State.STATE_STARTED, at=_now())


def _now() -> datetime:
    return datetime.now(UTC)


EXPECTED: Mapping[str, Row] = {
    row.agent: row
    for row in (
        # 33 facts, and taps of 16 commands and tool calls; the command that came twice is counted once.
        Row("audit", sent=0, handled=49, duplicates=1),
        Row("billing", sent=3, handled=2),
        Row("customer_service", sent=1, handled=6, dead_letters=1),
        Row("fraud", sent=3, handled=3),
        Row("inventory", sent=10, handled=4),
        Row("logger", sent=0, handled=6),
        Row("logistics", sent=4, handled=2),
        Row("notification", sent=6, handled=6),
        Row("orders", sent=12, handled=2, duplicates=1),
        Row("payment", sent=3, handled=2),
        Row("pricing", sent=2, handled=7),
        Row("processor", sent=1, handled=3),
        Row("recommendation", sent=2, handled=8),
        Row("scheduling", sent=3, handled=1),
        Row("sensor", sent=3, handled=0),
        Row("shop", sent=10, handled=0),
        Row("supervisor", sent=0, handled=9),
        Row("support", sent=2, handled=1),
        Row("tool_worker", sent=7, handled=3),
        Row("triage", sent=3, handled=3),
    )
}
"""What each agent has done when the journey is over; a retry anywhere is a difference too."""
