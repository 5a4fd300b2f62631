"""The texts of the JSON Schema files of `storefront.support.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

CASE_OPENED = Document(
    "json-schema:///storefront/support/v1/CaseOpened.schema.json",
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"case_id":{"format":"uuid","'
    'maxLength":36,"type":"string"},"conversation_id":{"$ref":"json-schema:///storefront/conversation/v1/'
    'ConversationMessage.schema.json#/$defs/ConversationId"},"opened_at":{"format":"date-time","maxLength'
    '":40,"type":"string"},"order_id":{"format":"uuid","maxLength":36,"type":"string"},"priority":{"enum"'
    ':["low","normal","high"]},"subject":{"maxLength":200,"minLength":1,"type":"string"}},"required":["ca'
    'se_id","subject","priority","opened_at"],"type":"object"}',
)
