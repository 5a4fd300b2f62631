"""The whole fleet in one process: a `treaty.Agent` for each generated contract, with the handlers that people wrote."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeVar

import storefront_audit as audit
import storefront_billing as billing
import storefront_customer_service as customer_service
import storefront_fraud as fraud
import storefront_inventory as inventory
import storefront_logger as logger
import storefront_logistics as logistics
import storefront_notification as notification
import storefront_orders as orders
import storefront_payment as payment
import storefront_pricing as pricing
import storefront_processor as processor
import storefront_recommendation as recommendation
import storefront_scheduling as scheduling
import storefront_sensor as sensor
import storefront_shop as shop
import storefront_supervisor as supervisor
import storefront_support as support
import storefront_tool_worker as tool_worker
import storefront_triage as triage

from demo.agents.audit.handlers import Audit
from demo.agents.billing.handlers import Billing
from demo.agents.customer_service.handlers import CustomerService
from demo.agents.fraud.handlers import Fraud
from demo.agents.inventory.handlers import Inventory
from demo.agents.logger.handlers import Logger
from demo.agents.logistics.handlers import Logistics
from demo.agents.notification.handlers import Notification
from demo.agents.orders.handlers import Orders
from demo.agents.payment.handlers import Payment
from demo.agents.pricing.handlers import Pricing
from demo.agents.processor.handlers import Processor
from demo.agents.recommendation.handlers import Recommendation
from demo.agents.scheduling.handlers import Scheduling
from demo.agents.supervisor.handlers import Supervisor
from demo.agents.support.handlers import Support
from demo.agents.tool_worker.handlers import ToolWorker
from demo.agents.triage.handlers import Triage
from demo.ledger import Ledger, Sending
from demo.screen import Row
from demo.watch import Watched
from treaty import Agent, AgentContract, Client
from treaty.delivery.address import covers, match
from treaty.entry import registry_of
from treaty.transport import Transport

C = TypeVar("C", bound=Client)


@dataclass(frozen=True, slots=True)
class Member:
    """An agent of the fleet: what treaty generated, what a person wrote, and how many instances run here."""

    contract: AgentContract
    client: type[Client]
    handlers: Callable[[], object]
    instances: int = 1

    @property
    def package(self) -> str:
        """The package that was generated for it."""
        return self.client.__module__.rpartition(".")[0]


MEMBERS = (
    Member(audit.CONTRACT, audit.AuditClient, Audit),
    Member(billing.CONTRACT, billing.BillingClient, Billing),
    Member(customer_service.CONTRACT, customer_service.CustomerServiceClient, CustomerService),
    Member(fraud.CONTRACT, fraud.FraudClient, Fraud),
    Member(inventory.CONTRACT, inventory.InventoryClient, Inventory),
    Member(logger.CONTRACT, logger.LoggerClient, Logger),
    Member(logistics.CONTRACT, logistics.LogisticsClient, Logistics),
    Member(notification.CONTRACT, notification.NotificationClient, Notification),
    Member(orders.CONTRACT, orders.OrdersClient, Orders),
    Member(payment.CONTRACT, payment.PaymentClient, Payment),
    Member(pricing.CONTRACT, pricing.PricingClient, Pricing),
    Member(processor.CONTRACT, processor.ProcessorClient, Processor),
    Member(recommendation.CONTRACT, recommendation.RecommendationClient, Recommendation),
    Member(scheduling.CONTRACT, scheduling.SchedulingClient, Scheduling),
    Member(sensor.CONTRACT, sensor.SensorClient, sensor.SensorHandlers),
    Member(shop.CONTRACT, shop.ShopClient, shop.ShopHandlers),
    Member(supervisor.CONTRACT, supervisor.SupervisorClient, Supervisor),
    Member(support.CONTRACT, support.SupportClient, Support),
    # A pool: whichever of the three is free takes the next tool call.
    Member(tool_worker.CONTRACT, tool_worker.ToolWorkerClient, ToolWorker, instances=3),
    Member(triage.CONTRACT, triage.TriageClient, Triage),
)


@dataclass
class Fleet:
    """All agents, running; `connect` gives each instance its transport, by a client id.

    `target` is what a process of its own is told by `TREATY_TARGET`.
    """

    connect: Callable[[str], Transport]
    ledger: Ledger
    target: str | None = None
    _agents: list[Agent[Client]] = field(default_factory=list)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        for member in MEMBERS:
            name = member.contract.name
            registry = registry_of(member.package, self.target)
            for number in range(1, member.instances + 1):
                transport = Watched(self.connect(f"{name}-{number}"), name, self.ledger)
                agent = Agent(member.contract, member.handlers(), member.client, transport, registry=registry)
                self._agents.append(agent)
        try:
            # All at once, as in life: nobody waits for anybody else to be there.
            async with asyncio.TaskGroup() as starting:
                for agent in self._agents:
                    starting.create_task(self._stack.enter_async_context(agent))
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    def client(self, kind: type[C]) -> C:
        """The client of the agent whose class it is."""
        return next(agent.client for agent in self._agents if isinstance(agent.client, kind))

    def rows(self) -> Iterator[Row]:
        """The figures of each agent, all its instances together."""
        sent = self.ledger.sent_by()
        for member in MEMBERS:
            name = member.contract.name
            counts = [count for agent in self._agents if agent.contract.name == name for count in agent.counts.values()]
            yield Row(
                agent=name,
                sent=sent[name],
                handled=sum(count.handled for count in counts),
                retried=sum(count.retried + count.waits for count in counts),
                dead_letters=sum(count.dead_lettered for count in counts),
                duplicates=sum(count.duplicates for count in counts),
            )


def readers(sending: Sending) -> tuple[str, ...]:
    """The agents that a message reaches, as their contracts say."""
    if sending.recipient is not None:
        return (sending.recipient.rpartition(".")[2],)
    return tuple(member.contract.name for member in MEMBERS if _reads(member.contract, sending.address))


def _reads(contract: AgentContract, address: str) -> bool:
    for subscription in contract.subscriptions:
        for bound in subscription.channels:
            parameters = match(bound.channel, address)
            if parameters is not None and covers(bound, parameters):
                return True
    return False
