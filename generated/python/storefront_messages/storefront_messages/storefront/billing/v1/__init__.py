"""`storefront.billing.v1`."""

from ._avro import INVOICE_ISSUED, InvoiceIssued, Sha256

__all__ = ["INVOICE_ISSUED", "InvoiceIssued", "Sha256"]
