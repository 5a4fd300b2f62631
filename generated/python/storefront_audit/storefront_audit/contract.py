"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Rate, Reading, Subscription

from storefront_messages.storefront.billing.v1 import INVOICE_ISSUED, InvoiceIssued
from storefront_messages.storefront.conversation.v1 import (
    CONVERSATION_STARTED,
    INTENT_IDENTIFIED,
    ConversationStarted,
    IntentIdentified,
)
from storefront_messages.storefront.customer.v1 import CART_UPDATED, PAGE_VIEW, CartUpdated, PageView
from storefront_messages.storefront.fraud.v1 import ORDER_SCREENED, SCREEN_ORDER, ScreenOrder
from storefront_messages.storefront.inventory.v1 import (
    OUT_OF_STOCK,
    RELEASE_STOCK,
    RESERVE_STOCK,
    STOCK_CHANGED,
    STOCK_RESERVED,
    ReleaseStock,
    ReserveStock,
    StockChanged,
)
from storefront_messages.storefront.notification.v1 import NOTIFICATION_SENT, NotificationSent
from storefront_messages.storefront.orders.v1 import (
    ORDER_CONFIRMED,
    ORDER_PLACED,
    ORDER_REJECTED,
    PLACE_ORDER,
    OrderConfirmed,
    OrderPlaced,
    OrderRejected,
    PlaceOrder,
)
from storefront_messages.storefront.payment.v1 import (
    CHARGE_PAYMENT,
    PAYMENT_CHARGED,
    PAYMENT_DECLINED,
    PAYMENT_PROCESSED,
    REFUND_PAYMENT,
    ChargePayment,
    PaymentProcessed,
    RefundPayment,
)
from storefront_messages.storefront.pricing.v1 import PRICE_CHANGED, RECALCULATE_PRICE, PriceChanged, RecalculatePrice
from storefront_messages.storefront.recommendation.v1 import PRODUCTS_SUGGESTED, SUGGEST_PRODUCTS, SuggestProducts
from storefront_messages.storefront.scheduling.v1 import APPOINTMENT_BOOKED, AppointmentBooked
from storefront_messages.storefront.shipping.v1 import (
    SCHEDULE_SHIPMENT,
    SHIPMENT_DELAYED,
    SHIPMENT_DELIVERED,
    SHIPMENT_DISPATCHED,
    SHIPMENT_SCHEDULED,
    ScheduleShipment,
    ShipmentDelayed,
    ShipmentDelivered,
    ShipmentDispatched,
)
from storefront_messages.storefront.support.v1 import CASE_OPENED, CaseOpened
from storefront_messages.storefront.tools.v1 import TOOL_REQUEST, TOOL_RESULT, ToolRequest
from storefront_messages.storefront.warehouse.v1 import CLIMATE_ALERT, ClimateAlert

treaty.require_api(1)


def _commands_agent_pricing_recalculate_key(payload: RecalculatePrice) -> bytes:
    """The ordering key of `commands.agent.pricing.recalculate`."""
    return payload.sku.encode()


def _commands_fraud_screen_key(payload: ScreenOrder) -> bytes:
    """The ordering key of `commands.fraud.screen`."""
    return payload.order_id.encode()


def _commands_fraud_screen_reply(payload: ScreenOrder) -> dict[str, str]:
    """The parameters of `replies.fraud.{order_id}`, from the request's fields of the same names."""
    return {"order_id": payload.order_id}


def _commands_inventory_release_key(payload: ReleaseStock) -> bytes:
    """The ordering key of `commands.inventory.release`."""
    return str(payload.order_id).encode()


def _commands_inventory_reserve_key(payload: ReserveStock) -> bytes:
    """The ordering key of `commands.inventory.reserve`."""
    return str(payload.order_id).encode()


def _commands_inventory_reserve_reply(payload: ReserveStock) -> dict[str, str]:
    """The parameters of `replies.inventory.{order_id}`, from the request's fields of the same names."""
    return {"order_id": str(payload.order_id)}


def _commands_order_place_key(payload: PlaceOrder) -> bytes:
    """The ordering key of `commands.order.place`."""
    return str(payload.order_id).encode()


def _commands_payment_charge_key(payload: ChargePayment) -> bytes:
    """The ordering key of `commands.payment.charge`."""
    return payload.order_id.encode()


def _commands_payment_charge_reply(payload: ChargePayment) -> dict[str, str]:
    """The parameters of `replies.payment.{order_id}`, from the request's fields of the same names."""
    return {"order_id": payload.order_id}


def _commands_payment_refund_key(payload: RefundPayment) -> bytes:
    """The ordering key of `commands.payment.refund`."""
    return payload.order_id.encode()


def _commands_recommendation_suggest_key(payload: SuggestProducts) -> bytes:
    """The ordering key of `commands.recommendation.suggest`."""
    return payload.session_id.encode()


def _commands_recommendation_suggest_reply(payload: SuggestProducts) -> dict[str, str]:
    """The parameters of `replies.recommendation.{session_id}`, from the request's fields of the same names."""
    return {"session_id": payload.session_id}


def _commands_shipping_schedule_key(payload: ScheduleShipment) -> bytes:
    """The ordering key of `commands.shipping.schedule`."""
    return payload.order_id.encode()


def _commands_shipping_schedule_reply(payload: ScheduleShipment) -> dict[str, str]:
    """The parameters of `replies.shipping.{order_id}`, from the request's fields of the same names."""
    return {"order_id": payload.order_id}


def _events_appointment_booked_key(payload: AppointmentBooked) -> bytes:
    """The ordering key of `events.appointment.booked`."""
    return payload.appointment_id.encode()


def _events_case_opened_key(payload: CaseOpened) -> bytes:
    """The ordering key of `events.case.opened`."""
    return payload.case_id.encode()


def _events_conversation_started_key(payload: ConversationStarted) -> bytes:
    """The ordering key of `events.conversation.started`."""
    return payload.conversation_id.encode()


def _events_customer_cart_updated_key(payload: CartUpdated) -> bytes:
    """The ordering key of `events.customer.cart_updated`."""
    return payload.session_id.encode()


def _events_customer_pageview_key(payload: PageView) -> bytes:
    """The ordering key of `events.customer.pageview`."""
    return payload.session_id.encode()


def _events_intent_identified_key(payload: IntentIdentified) -> bytes:
    """The ordering key of `events.intent.identified.{intent}`."""
    return payload.conversation_id.encode()


def _events_inventory_stock_changed_key(payload: StockChanged) -> bytes:
    """The ordering key of `events.inventory.stock_changed`."""
    return payload.sku.encode()


def _events_invoice_issued_key(payload: InvoiceIssued) -> bytes:
    """The ordering key of `events.invoice.issued`."""
    return str(payload.order_id).encode()


def _events_notification_sent_key(payload: NotificationSent) -> bytes:
    """The ordering key of `events.notification.sent`."""
    return payload.customer_id.encode()


def _events_order_confirmed_key(payload: OrderConfirmed) -> bytes:
    """The ordering key of `events.order.confirmed`."""
    return str(payload.order_id).encode()


def _events_order_placed_key(payload: OrderPlaced) -> bytes:
    """The ordering key of `events.order.placed`."""
    return str(payload.order_id).encode()


def _events_order_rejected_key(payload: OrderRejected) -> bytes:
    """The ordering key of `events.order.rejected`."""
    return str(payload.order_id).encode()


def _events_pricing_price_changed_key(payload: PriceChanged) -> bytes:
    """The ordering key of `events.pricing.price_changed`."""
    return payload.sku.encode()


def _events_shipment_progress_key(payload: ShipmentDispatched | ShipmentDelayed | ShipmentDelivered) -> bytes:
    """The ordering key of `events.shipment.progress`."""
    return payload.order_id.encode()


def _events_tool_result_key(payload: PaymentProcessed) -> bytes:
    """The ordering key of `events.tool.result.{outcome}`."""
    return payload.order_id.encode()


def _events_warehouse_climate_alert_key(payload: ClimateAlert) -> bytes:
    """The ordering key of `events.warehouse.climate_alert`."""
    return payload.warehouse_id.encode()


def _tools_execute_key(payload: ToolRequest) -> bytes:
    """The ordering key of `tools.execute.{tool_name}`."""
    return payload.conversation_id.encode()


def _tools_execute_reply(payload: ToolRequest) -> dict[str, str]:
    """The parameters of `tools.result.{conversation_id}`, from the request's fields of the same names."""
    return {"conversation_id": payload.conversation_id}


REPLIES_FRAUD = Channel(
    address="replies.fraud.{order_id}",
    object="replies.fraud",
    kind=Kind.REPLY,
    messages=(ORDER_SCREENED,),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
)

REPLIES_INVENTORY = Channel(
    address="replies.inventory.{order_id}",
    object="replies.inventory",
    kind=Kind.REPLY,
    messages=(STOCK_RESERVED, OUT_OF_STOCK),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
)

REPLIES_PAYMENT = Channel(
    address="replies.payment.{order_id}",
    object="replies.payment",
    kind=Kind.REPLY,
    messages=(PAYMENT_CHARGED, PAYMENT_DECLINED),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
)

REPLIES_RECOMMENDATION = Channel(
    address="replies.recommendation.{session_id}",
    object="replies.recommendation",
    kind=Kind.REPLY,
    messages=(PRODUCTS_SUGGESTED,),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
)

REPLIES_SHIPPING = Channel(
    address="replies.shipping.{order_id}",
    object="replies.shipping",
    kind=Kind.REPLY,
    messages=(SHIPMENT_SCHEDULED,),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
)

TOOLS_RESULT = Channel(
    address="tools.result.{conversation_id}",
    object="tools.result",
    kind=Kind.REPLY,
    messages=(TOOL_RESULT,),
    order=Order.NONE,
    ttl_s=120.0,
    max_bytes=131072,
)

COMMANDS_AGENT_PRICING_RECALCULATE = Channel(
    address="commands.agent.pricing.recalculate",
    object="commands.agent.pricing.recalculate",
    kind=Kind.COMMAND,
    messages=(RECALCULATE_PRICE,),
    key=_commands_agent_pricing_recalculate_key,
    order=Order.KEY,
    max_bytes=65536,
    rate=Rate(50, 1.0),
)

COMMANDS_FRAUD_SCREEN = Channel(
    address="commands.fraud.screen",
    object="commands.fraud.screen",
    kind=Kind.COMMAND,
    messages=(SCREEN_ORDER,),
    key=_commands_fraud_screen_key,
    order=Order.KEY,
    ttl_s=12.0,
    max_bytes=65536,
    reply=REPLIES_FRAUD,
    reply_parameters=_commands_fraud_screen_reply,
    timeout_s=12.0,
)

COMMANDS_INVENTORY_RELEASE = Channel(
    address="commands.inventory.release",
    object="commands.inventory.release",
    kind=Kind.COMMAND,
    messages=(RELEASE_STOCK,),
    key=_commands_inventory_release_key,
    order=Order.KEY,
    max_bytes=65536,
)

COMMANDS_INVENTORY_RESERVE = Channel(
    address="commands.inventory.reserve",
    object="commands.inventory.reserve",
    kind=Kind.COMMAND,
    messages=(RESERVE_STOCK,),
    key=_commands_inventory_reserve_key,
    order=Order.KEY,
    ttl_s=12.0,
    max_bytes=65536,
    reply=REPLIES_INVENTORY,
    reply_parameters=_commands_inventory_reserve_reply,
    timeout_s=12.0,
)

COMMANDS_ORDER_PLACE = Channel(
    address="commands.order.place",
    object="commands.order.place",
    kind=Kind.COMMAND,
    messages=(PLACE_ORDER,),
    key=_commands_order_place_key,
    order=Order.KEY,
    max_bytes=65536,
)

COMMANDS_PAYMENT_CHARGE = Channel(
    address="commands.payment.charge",
    object="commands.payment.charge",
    kind=Kind.COMMAND,
    messages=(CHARGE_PAYMENT,),
    key=_commands_payment_charge_key,
    order=Order.KEY,
    ttl_s=12.0,
    max_bytes=65536,
    reply=REPLIES_PAYMENT,
    reply_parameters=_commands_payment_charge_reply,
    timeout_s=12.0,
)

COMMANDS_PAYMENT_REFUND = Channel(
    address="commands.payment.refund",
    object="commands.payment.refund",
    kind=Kind.COMMAND,
    messages=(REFUND_PAYMENT,),
    key=_commands_payment_refund_key,
    order=Order.KEY,
    max_bytes=65536,
)

COMMANDS_RECOMMENDATION_SUGGEST = Channel(
    address="commands.recommendation.suggest",
    object="commands.recommendation.suggest",
    kind=Kind.COMMAND,
    messages=(SUGGEST_PRODUCTS,),
    key=_commands_recommendation_suggest_key,
    order=Order.KEY,
    ttl_s=12.0,
    max_bytes=65536,
    reply=REPLIES_RECOMMENDATION,
    reply_parameters=_commands_recommendation_suggest_reply,
    timeout_s=12.0,
)

COMMANDS_SHIPPING_SCHEDULE = Channel(
    address="commands.shipping.schedule",
    object="commands.shipping.schedule",
    kind=Kind.COMMAND,
    messages=(SCHEDULE_SHIPMENT,),
    key=_commands_shipping_schedule_key,
    order=Order.KEY,
    ttl_s=12.0,
    max_bytes=65536,
    reply=REPLIES_SHIPPING,
    reply_parameters=_commands_shipping_schedule_reply,
    timeout_s=12.0,
)

EVENTS_APPOINTMENT_BOOKED = Channel(
    address="events.appointment.booked",
    object="events.appointment.booked",
    kind=Kind.EVENT,
    messages=(APPOINTMENT_BOOKED,),
    key=_events_appointment_booked_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_CASE_OPENED = Channel(
    address="events.case.opened",
    object="events.case.opened",
    kind=Kind.EVENT,
    messages=(CASE_OPENED,),
    key=_events_case_opened_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_CONVERSATION_STARTED = Channel(
    address="events.conversation.started",
    object="events.conversation.started",
    kind=Kind.EVENT,
    messages=(CONVERSATION_STARTED,),
    key=_events_conversation_started_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_CUSTOMER_CART_UPDATED = Channel(
    address="events.customer.cart_updated",
    object="events.customer.cart_updated",
    kind=Kind.EVENT,
    messages=(CART_UPDATED,),
    key=_events_customer_cart_updated_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_CUSTOMER_PAGEVIEW = Channel(
    address="events.customer.pageview",
    object="events.customer.pageview",
    kind=Kind.EVENT,
    messages=(PAGE_VIEW,),
    key=_events_customer_pageview_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_INTENT_IDENTIFIED = Channel(
    address="events.intent.identified.{intent}",
    object="events.intent.identified",
    kind=Kind.EVENT,
    messages=(INTENT_IDENTIFIED,),
    key=_events_intent_identified_key,
    order=Order.KEY,
    max_bytes=131072,
    parameters={"intent": ("billing", "scheduling", "support")},
)

EVENTS_INVENTORY_STOCK_CHANGED = Channel(
    address="events.inventory.stock_changed",
    object="events.inventory.stock_changed",
    kind=Kind.EVENT,
    messages=(STOCK_CHANGED,),
    key=_events_inventory_stock_changed_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_INVOICE_ISSUED = Channel(
    address="events.invoice.issued",
    object="events.invoice.issued",
    kind=Kind.EVENT,
    messages=(INVOICE_ISSUED,),
    key=_events_invoice_issued_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_NOTIFICATION_SENT = Channel(
    address="events.notification.sent",
    object="events.notification.sent",
    kind=Kind.EVENT,
    messages=(NOTIFICATION_SENT,),
    key=_events_notification_sent_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_ORDER_CONFIRMED = Channel(
    address="events.order.confirmed",
    object="events.order.confirmed",
    kind=Kind.EVENT,
    messages=(ORDER_CONFIRMED,),
    key=_events_order_confirmed_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_ORDER_PLACED = Channel(
    address="events.order.placed",
    object="events.order.placed",
    kind=Kind.EVENT,
    messages=(ORDER_PLACED,),
    key=_events_order_placed_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_ORDER_REJECTED = Channel(
    address="events.order.rejected",
    object="events.order.rejected",
    kind=Kind.EVENT,
    messages=(ORDER_REJECTED,),
    key=_events_order_rejected_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_PRICING_PRICE_CHANGED = Channel(
    address="events.pricing.price_changed",
    object="events.pricing.price_changed",
    kind=Kind.EVENT,
    messages=(PRICE_CHANGED,),
    key=_events_pricing_price_changed_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_SHIPMENT_PROGRESS = Channel(
    address="events.shipment.progress",
    object="events.shipment.progress",
    kind=Kind.EVENT,
    messages=(SHIPMENT_DISPATCHED, SHIPMENT_DELAYED, SHIPMENT_DELIVERED),
    key=_events_shipment_progress_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_TOOL_RESULT = Channel(
    address="events.tool.result.{outcome}",
    object="events.tool.result",
    kind=Kind.EVENT,
    messages=(PAYMENT_PROCESSED,),
    key=_events_tool_result_key,
    order=Order.KEY,
    max_bytes=131072,
    parameters={"outcome": ("payment_processed", "payment_refunded")},
)

EVENTS_WAREHOUSE_CLIMATE_ALERT = Channel(
    address="events.warehouse.climate_alert",
    object="events.warehouse.climate_alert",
    kind=Kind.EVENT,
    messages=(CLIMATE_ALERT,),
    key=_events_warehouse_climate_alert_key,
    order=Order.KEY,
    max_bytes=131072,
)

TOOLS_EXECUTE = Channel(
    address="tools.execute.{tool_name}",
    object="tools.execute",
    kind=Kind.COMMAND,
    messages=(TOOL_REQUEST,),
    key=_tools_execute_key,
    order=Order.KEY,
    ttl_s=300.0,
    max_bytes=131072,
    reply=TOOLS_RESULT,
    reply_parameters=_tools_execute_reply,
    timeout_s=120.0,
)

CONTRACT = AgentContract(
    project="storefront",
    name="audit",
    subscriptions=(
        Subscription(
            handler="on_events",
            reading=Reading.RECEIVES,
            channels=(
                Bound(EVENTS_APPOINTMENT_BOOKED),
                Bound(EVENTS_CASE_OPENED),
                Bound(EVENTS_CONVERSATION_STARTED),
                Bound(EVENTS_CUSTOMER_CART_UPDATED),
                Bound(EVENTS_CUSTOMER_PAGEVIEW),
                Bound(EVENTS_INVENTORY_STOCK_CHANGED),
                Bound(EVENTS_INVOICE_ISSUED),
                Bound(EVENTS_NOTIFICATION_SENT),
                Bound(EVENTS_ORDER_CONFIRMED),
                Bound(EVENTS_ORDER_PLACED),
                Bound(EVENTS_ORDER_REJECTED),
                Bound(EVENTS_PRICING_PRICE_CHANGED),
                Bound(EVENTS_SHIPMENT_PROGRESS),
                Bound(EVENTS_TOOL_RESULT),
                Bound(EVENTS_WAREHOUSE_CLIMATE_ALERT),
            ),
            group="storefront.audit",
            policy=Policy(
                ack_wait_s=30.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={
                "events.appointment.booked": "events.appointment.booked._dead_letter.storefront.audit",
                "events.case.opened": "events.case.opened._dead_letter.storefront.audit",
                "events.conversation.started": "events.conversation.started._dead_letter.storefront.audit",
                "events.customer.cart_updated": "events.customer.cart_updated._dead_letter.storefront.audit",
                "events.customer.pageview": "events.customer.pageview._dead_letter.storefront.audit",
                "events.inventory.stock_changed": "events.inventory.stock_changed._dead_letter.storefront.audit",
                "events.invoice.issued": "events.invoice.issued._dead_letter.storefront.audit",
                "events.notification.sent": "events.notification.sent._dead_letter.storefront.audit",
                "events.order.confirmed": "events.order.confirmed._dead_letter.storefront.audit",
                "events.order.placed": "events.order.placed._dead_letter.storefront.audit",
                "events.order.rejected": "events.order.rejected._dead_letter.storefront.audit",
                "events.pricing.price_changed": "events.pricing.price_changed._dead_letter.storefront.audit",
                "events.shipment.progress": "events.shipment.progress._dead_letter.storefront.audit",
                "events.tool.result.{outcome}": "events.tool.result._dead_letter.storefront.audit",
                "events.warehouse.climate_alert": "events.warehouse.climate_alert._dead_letter.storefront.audit",
            },
        ),
        Subscription(
            handler="on_events",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_INTENT_IDENTIFIED),),
            group="storefront.audit",
            policy=Policy(
                ack_wait_s=150.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={
                "events.intent.identified.{intent}": "events.intent.identified._dead_letter.storefront.audit",
            },
        ),
        Subscription(
            handler="tap_commands",
            reading=Reading.TAPS,
            channels=(
                Bound(COMMANDS_AGENT_PRICING_RECALCULATE),
                Bound(COMMANDS_INVENTORY_RELEASE),
                Bound(COMMANDS_PAYMENT_REFUND),
            ),
            group="storefront.audit",
            policy=Policy(
                ack_wait_s=30.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={
                "commands.agent.pricing.recalculate": "commands.agent.pricing.recalculate._dead_letter.storefront.audit",
                "commands.inventory.release": "commands.inventory.release._dead_letter.storefront.audit",
                "commands.payment.refund": "commands.payment.refund._dead_letter.storefront.audit",
            },
        ),
        Subscription(
            handler="tap_commands",
            reading=Reading.TAPS,
            channels=(
                Bound(COMMANDS_FRAUD_SCREEN),
                Bound(COMMANDS_INVENTORY_RESERVE),
                Bound(COMMANDS_PAYMENT_CHARGE),
                Bound(COMMANDS_RECOMMENDATION_SUGGEST),
                Bound(COMMANDS_SHIPPING_SCHEDULE),
            ),
            group="storefront.audit",
            policy=Policy(
                ack_wait_s=5.0,
                max_deliver=2,
                backoff_s=(0.5,),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={
                "commands.fraud.screen": "commands.fraud.screen._dead_letter.storefront.audit",
                "commands.inventory.reserve": "commands.inventory.reserve._dead_letter.storefront.audit",
                "commands.payment.charge": "commands.payment.charge._dead_letter.storefront.audit",
                "commands.recommendation.suggest": "commands.recommendation.suggest._dead_letter.storefront.audit",
                "commands.shipping.schedule": "commands.shipping.schedule._dead_letter.storefront.audit",
            },
        ),
        Subscription(
            handler="tap_commands",
            reading=Reading.TAPS,
            channels=(Bound(COMMANDS_ORDER_PLACE),),
            group="storefront.audit",
            policy=Policy(
                ack_wait_s=150.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={"commands.order.place": "commands.order.place._dead_letter.storefront.audit"},
        ),
        Subscription(
            handler="tap_tools_execute",
            reading=Reading.TAPS,
            channels=(Bound(TOOLS_EXECUTE),),
            group="storefront.audit",
            policy=Policy(
                ack_wait_s=30.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={"tools.execute.{tool_name}": "tools.execute._dead_letter.storefront.audit"},
        ),
    ),
    sends=(),
    calls=(),
    digest="efd4a71c3e5d66bc",
)
