"""The Avro messages of `storefront.billing.v1`, each with what encodes and decodes it."""

from __future__ import annotations

import treaty
from treaty.codecs.avro import AvroCodec
from treaty.contract import MessageSchema

from ._avro_codec import read_invoice_issued, write_invoice_issued
from ._avro_types import InvoiceIssued, Sha256

treaty.require_api(1)

INVOICE_ISSUED = MessageSchema(
    name="storefront.billing.v1.InvoiceIssued",
    version="1.0",
    fingerprint="1d4a418a21e22037697456a2968825b7c36e02980d68c62025fb9255ca4fd222",
    type=InvoiceIssued,
    codec=AvroCodec(
        name="storefront.billing.v1.InvoiceIssued",
        version="1.0",
        schema=(
            '{"fields":[{"name":"invoice_number","type":"string"},{"name":"order_id","type":{"logicalType":"u'
            'uid","type":"string"}},{"name":"customer_id","type":"string"},{"name":"issued_on","type":{"logic'
            'alType":"date","type":"int"}},{"name":"total","type":{"fields":[{"name":"amount","type":{"logica'
            'lType":"decimal","precision":12,"scale":2,"type":"bytes"}},{"name":"currency","type":"string"}],'
            '"name":"storefront.common.v1.Money","type":"record"}},{"default":{},"name":"tax","type":{"type":'
            '"map","values":"storefront.common.v1.Money"}},{"name":"document_hash","type":{"name":"storefront'
            '.billing.v1.Sha256","size":32,"type":"fixed"}}],"name":"storefront.billing.v1.InvoiceIssued","ty'
            'pe":"record"}'
        ),
        write=write_invoice_issued,
        read=read_invoice_issued,
    ),
)

__all__ = ["INVOICE_ISSUED", "InvoiceIssued", "Sha256"]
