"""The fleet's load: customers who browse, order and ask, the same each time, and what their journeys must cause."""

from __future__ import annotations

import asyncio
import functools
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

import storefront_inventory as inventory
from storefront_messages.storefront.catalog.v1 import Product, ProductPrice
from storefront_messages.storefront.common.v1 import Address, Money
from storefront_messages.storefront.conversation.v1 import ConversationStarted
from storefront_messages.storefront.customer.v1 import CartUpdated, CartUpdatedItemAdded, PageView
from storefront_messages.storefront.orders.v1 import OrderLine, PaymentMethod, PlaceOrder
from storefront_messages.storefront.recommendation.v1 import SuggestProducts
from storefront_shop import ShopClient

from benchmarks.watch import Taken, Watch
from demo.agents.inventory.handlers import Inventory
from demo.fleet import MEMBERS, Member
from treaty import Agent, Client
from treaty.transport import Transport

AT_ONCE = 100
"""How many customers are under way in the shop at the same time."""

PATIENCE_S = 120.0
LOOK_S = 0.02

LAMP = Product(sku="LMP-0042", title="Desk lamp", price=ProductPrice(minor_units=5990, currency="EUR"))
BULB = Product(sku="BLB-1001", title="LED bulb", price=ProductPrice(minor_units=450, currency="EUR"))
OPENINGS = {
    "billing": "Why was I charged twice for my bill?",
    "support": "How do I change the bulb of my lamp?",
    "scheduling": "Can a fitter come by next week?",
}

EACH = Counter(
    # 17 facts, and taps of 6 commands and 1 tool call.
    audit=24,
    recommendation=5,
    notification=4,
    customer_service=3,
    pricing=2,
    logistics=2,
    billing=1,
    fraud=1,
    inventory=1,
    logger=1,
    orders=1,
    payment=1,
    supervisor=1,
    tool_worker=1,
    triage=1,
)
"""How many messages the handlers of each agent get for one customer."""

BY_SUBJECT = {
    "billing": Counter(billing=1),
    "support": Counter(support=1),
    # An appointment is booked, and the customer is told so.
    "scheduling": Counter(scheduling=1, audit=2, notification=1),
}
"""And how many more, by what the customer asks about."""


def expected(customers: int) -> Counter[str]:
    """How many messages must get to the handlers of each agent."""
    subjects = list(BY_SUBJECT.values())
    each = Counter({name: count * customers for name, count in EACH.items()})
    return sum((subjects[number % len(subjects)] for number in range(customers)), each)


async def run(connect: Callable[[str], Transport], customers: int, season: str) -> Taken:
    """Start the fleet, serve all customers of a season until nothing is left to do, and stop; every message is counted.

    Starting and stopping are not measured.
    """
    agents: dict[str, list[Agent[Client]]] = {}
    wanted = expected(customers)
    async with asyncio.timeout(PATIENCE_S), AsyncExitStack() as stack:
        for member in _members(customers):
            name = member.contract.name
            for number in range(1, member.instances + 1):
                agent = Agent(member.contract, member.handlers(), member.client, connect(f"{name}-{number}"))
                agents.setdefault(name, []).append(agent)
        async with asyncio.TaskGroup() as starting:
            for several in agents.values():
                for agent in several:
                    starting.create_task(stack.enter_async_context(agent))
        watch = Watch()
        watch.start()
        await _serve_all(agents["shop"][0].client, customers, season)
        for name, count in wanted.items():
            while _handled(agents[name]) < count:  # noqa: ASYNC110 - counts tell nobody
                await asyncio.sleep(LOOK_S)
        taken = watch.stop(wanted.total())
    # After the drain, for what came twice would have come by now.
    assert {name: _handled(several) for name, several in agents.items() if _handled(several)} == dict(wanted)
    assert _faults(agents) == [], _faults(agents)
    return taken


def _members(customers: int) -> list[Member]:
    """The demo's fleet, with more in stock than all customers order."""
    full = functools.partial(Inventory, {"LMP-0042": customers + 100, "BLB-1001": 2 * customers + 100})
    return [replace(member, handlers=full) if member.contract is inventory.CONTRACT else member for member in MEMBERS]


def _handled(agents: list[Agent[Client]]) -> int:
    return sum(counts.handled for agent in agents for counts in agent.counts.values())


def _faults(agents: dict[str, list[Agent[Client]]]) -> list[str]:
    """What did not go as it must, by handler."""
    return [
        f"{name}.{handler}: {counts}"
        for name, several in agents.items()
        for agent in several
        for handler, counts in agent.counts.items()
        if counts.handled != counts.arrived or counts.failures or counts.unconfirmed
    ]


async def _serve_all(shop: Client, customers: int, season: str) -> None:
    assert isinstance(shop, ShopClient)
    waiting = iter(range(customers))

    async def serve() -> None:
        for number in waiting:
            await _serve(shop, f"{season}x{number:05}", list(OPENINGS.values())[number % len(OPENINGS)])

    async with asyncio.TaskGroup() as serving:
        for _ in range(AT_ONCE):
            serving.create_task(serve())


async def _serve(shop: ShopClient, customer: str, opening: str) -> None:
    """One customer looks at two things, takes one, is suggested others, orders, and asks something."""
    session, now = str(uuid5(NAMESPACE_URL, customer)), datetime.now(UTC).isoformat()
    for product in (LAMP, BULB):
        await shop.send_customer_pageview(
            PageView(
                session_id=session,
                customer_id=customer,
                page=f"/products/{product.sku}",
                product=product,
                viewed_at=now,
            )
        )
    added = CartUpdatedItemAdded(kind="added", product=LAMP, quantity=1)
    await shop.send_customer_cart_updated(
        CartUpdated(session_id=session, customer_id=customer, change=added, updated_at=now)
    )
    suggested = await shop.call_recommendation_suggest(SuggestProducts(session_id=session, limit=3))
    assert isinstance(suggested.suggestions, list)
    await shop.send_order_place(_order(customer))
    await shop.send_conversation_started(
        ConversationStarted(
            conversation_id=f"c-{customer}",
            customer_id=customer,
            medium="chat",
            opening=opening,
            language="en",
            started_at=now,
        )
    )


def _order(customer: str) -> PlaceOrder:
    lines = [
        OrderLine(
            sku=product.sku,
            title=product.title,
            quantity=quantity,
            unit_price=Money(amount=Decimal(product.price.minor_units) / 100, currency="EUR"),
        )
        for product, quantity in ((LAMP, 1), (BULB, 2))
    ]
    return PlaceOrder(
        order_id=uuid5(NAMESPACE_URL, f"{customer}/order"),
        customer_id=customer,
        lines=lines,
        shipping_address=Address(
            recipient="Ada Berger", street="Lindengasse 7", postal_code="1070", city="Vienna", country="AT"
        ),
        payment_method=PaymentMethod.CARD,
    )
