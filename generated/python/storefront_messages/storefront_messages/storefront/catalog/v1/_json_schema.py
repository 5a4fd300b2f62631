"""The texts of the JSON Schema files of `storefront.catalog.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

PRODUCT = Document(
    "json-schema:///storefront/catalog/v1/Product.schema.json",
    '{"$defs":{"Price":{"additionalProperties":false,"properties":{"currency":{"enum":["EUR","GBP","USD",'
    '"CHF"]},"minor_units":{"maximum":100000000,"minimum":0,"type":"integer"}},"required":["minor_units",'
    '"currency"],"type":"object"},"Sku":{"pattern":"^[A-Z]{3}-[0-9]{4,8}$","type":"string"}},"$schema":"h'
    'ttps://json-schema.org/draft/2020-12/schema","additionalProperties":false,"properties":{"image":{"fo'
    'rmat":"uri","maxLength":2048,"type":"string"},"price":{"$ref":"#/$defs/Price"},"sku":{"$ref":"#/$def'
    's/Sku"},"title":{"maxLength":200,"minLength":1,"type":"string"}},"required":["sku","title","price"],'
    '"type":"object"}',
)
