"""The texts of the JSON Schema files of `storefront.support.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

CASE_OPENED = Document(
    "json-schema:///storefront/support/v1/CaseOpened.schema.json",
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"case_id":{"format":"uuid","'
    'type":"string"},"conversation_id":{"$ref":"json-schema:///storefront/conversation/v1/ConversationMes'
    'sage.schema.json#/$defs/ConversationId"},"opened_at":{"format":"date-time","type":"string"},"order_i'
    'd":{"format":"uuid","type":"string"},"priority":{"enum":["low","normal","high"]},"subject":{"maxLeng'
    'th":200,"minLength":1,"type":"string"}},"required":["case_id","subject","priority","opened_at"],"typ'
    'e":"object"}',
)
