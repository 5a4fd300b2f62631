"""The Avro messages of `storefront.billing.v1`, each with what encodes and decodes it."""

from __future__ import annotations

from treaty.codecs.avro import AvroCodec
from treaty.contract import MessageSchema

from ._avro_codec import read_invoice_issued, write_invoice_issued
from ._avro_types import InvoiceIssued, Sha256

INVOICE_ISSUED = MessageSchema(
    name="storefront.billing.v1.InvoiceIssued",
    version="1.0-dev+55435295",
    fingerprint="55435295830fe342c8db272ea4392948726d91afd968580ca7477483a718889a",
    type=InvoiceIssued,
    codec=AvroCodec(
        name="storefront.billing.v1.InvoiceIssued",
        version="1.0-dev+55435295",
        write=write_invoice_issued,
        read=read_invoice_issued,
    ),
)

__all__ = ["INVOICE_ISSUED", "InvoiceIssued", "Sha256"]
