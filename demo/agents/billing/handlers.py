"""Answers questions about bills, and writes an invoice for each payment."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from storefront_billing import BillingClient, BillingHandlers
from storefront_messages.storefront.billing.v1 import InvoiceIssued
from storefront_messages.storefront.common.v1 import Money
from storefront_messages.storefront.conversation.v1 import ConversationMessage, IntentIdentified
from storefront_messages.storefront.payment.v1 import PaymentProcessed
from storefront_messages.storefront.tools.v1 import ToolRequest, ToolRequestCrmLookup

from treaty import CallFailed, CallTimeout, Message


class Billing(BillingHandlers):
    """Wakes by two triggers: a question about a bill, and a payment that was made."""

    def __init__(self) -> None:
        self._invoices = 0

    async def on_intent_identified_billing(self, message: Message[IntentIdentified], client: BillingClient) -> None:
        intent = message.payload
        lookup = ToolRequestCrmLookup(tool="crm_lookup", customer_id=intent.customer_id or "unknown")
        try:
            result = await client.call_tool(
                ToolRequest(conversation_id=intent.conversation_id, arguments=lookup), tool_name="crm_lookup"
            )
        except (CallFailed, CallTimeout):
            text = "I cannot look at your account right now, a colleague will call you."
        else:
            text = f"I found this: {', '.join(finding.title for finding in result.findings)}."
        answer = ConversationMessage(
            conversation_id=intent.conversation_id,
            author="billing",
            text=text,
            closes=True,
            said_at=datetime.now(UTC).isoformat(),
        )
        await client.send_conversation_message(answer, id=intent.conversation_id)

    async def on_tool_outcome_payment_processed(
        self, message: Message[PaymentProcessed], client: BillingClient
    ) -> None:
        payment = message.payload
        self._invoices += 1
        now = datetime.now(UTC)
        total = Decimal(payment.amount.minor_units) / 100
        invoice = InvoiceIssued(
            invoice_number=f"{now.year}-{self._invoices:06}",
            order_id=UUID(payment.order_id),
            customer_id=payment.customer_id,
            issued_on=now.date(),
            total=Money(amount=total, currency=payment.amount.currency),
            tax={"20%": Money(amount=(total / 6).quantize(Decimal("0.01")), currency=payment.amount.currency)},
            document_hash=hashlib.sha256(payment.payment_id.encode()).digest(),
        )
        await client.send_invoice_issued(invoice, message_id=f"{payment.payment_id}-invoice")
