"""The texts of the JSON Schema files of `storefront.recommendation.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

PRODUCTS_SUGGESTED = Document(
    "json-schema:///storefront/recommendation/v1/ProductsSuggested.schema.json",
    '{"$defs":{"Suggestion":{"additionalProperties":false,"properties":{"product":{"$ref":"json-schema://'
    '/storefront/catalog/v1/Product.schema.json"},"reason":{"enum":["bought_together","viewed","popular",'
    '"discounted"]},"score":{"maximum":1,"minimum":0,"type":"number"}},"required":["product","score","rea'
    'son"],"type":"object"}},"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"sess'
    'ion_id":{"$ref":"json-schema:///storefront/customer/v1/PageView.schema.json#/$defs/SessionId"},"sugg'
    'estions":{"items":{"$ref":"#/$defs/Suggestion"},"maxItems":20,"type":"array"}},"required":["session_'
    'id","suggestions"],"type":"object"}',
)

SUGGEST_PRODUCTS = Document(
    "json-schema:///storefront/recommendation/v1/SuggestProducts.schema.json",
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"customer_id":{"maxLength":6'
    '4,"type":["string","null"]},"exclude":{"items":{"$ref":"json-schema:///storefront/catalog/v1/Product'
    '.schema.json#/$defs/Sku"},"maxItems":100,"type":"array","uniqueItems":true},"limit":{"maximum":20,"m'
    'inimum":1,"type":"integer"},"session_id":{"$ref":"json-schema:///storefront/customer/v1/PageView.sch'
    'ema.json#/$defs/SessionId"}},"required":["session_id","limit"],"type":"object"}',
)
