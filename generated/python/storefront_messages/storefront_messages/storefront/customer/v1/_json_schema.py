"""The texts of the JSON Schema files of `storefront.customer.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

CART_UPDATED = Document(
    "json-schema:///storefront/customer/v1/CartUpdated.schema.json",
    '{"$defs":{"CartEmptied":{"additionalProperties":false,"properties":{"kind":{"const":"emptied"}},"req'
    'uired":["kind"],"type":"object"},"ItemAdded":{"additionalProperties":false,"properties":{"kind":{"co'
    'nst":"added"},"product":{"$ref":"json-schema:///storefront/catalog/v1/Product.schema.json"},"quantit'
    'y":{"maximum":99,"minimum":1,"type":"integer"}},"required":["kind","product","quantity"],"type":"obj'
    'ect"},"ItemRemoved":{"additionalProperties":false,"properties":{"kind":{"const":"removed"},"sku":{"$'
    'ref":"json-schema:///storefront/catalog/v1/Product.schema.json#/$defs/Sku"}},"required":["kind","sku'
    '"],"type":"object"}},"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"change"'
    ':{"oneOf":[{"$ref":"#/$defs/ItemAdded"},{"$ref":"#/$defs/ItemRemoved"},{"$ref":"#/$defs/CartEmptied"'
    '}]},"customer_id":{"maxLength":64,"type":["string","null"]},"session_id":{"$ref":"json-schema:///sto'
    'refront/customer/v1/PageView.schema.json#/$defs/SessionId"},"updated_at":{"format":"date-time","maxL'
    'ength":40,"type":"string"}},"required":["session_id","change","updated_at"],"type":"object"}',
)

PAGE_VIEW = Document(
    "json-schema:///storefront/customer/v1/PageView.schema.json",
    '{"$defs":{"SessionId":{"format":"uuid","pattern":"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$","type'
    '":"string"}},"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"campaign":{"add'
    'itionalProperties":{"maxLength":100,"type":"string"},"maxProperties":10,"type":"object"},"customer_i'
    'd":{"maxLength":64,"type":["string","null"]},"device":{"enum":["phone","tablet","desktop","other"]},'
    '"page":{"maxLength":512,"pattern":"^/","type":"string"},"product":{"$ref":"json-schema:///storefront'
    '/catalog/v1/Product.schema.json"},"referrer":{"format":"uri","maxLength":2048,"type":"string"},"seco'
    'nds":{"maximum":3600,"minimum":0,"type":"number"},"session_id":{"$ref":"#/$defs/SessionId"},"viewed_'
    'at":{"format":"date-time","maxLength":40,"type":"string"}},"required":["session_id","page","viewed_a'
    't"],"type":"object"}',
)
