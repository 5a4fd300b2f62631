"""The texts of the JSON Schema files of `storefront.conversation.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

CONVERSATION_MESSAGE = Document(
    "json-schema:///storefront/conversation/v1/ConversationMessage.schema.json",
    '{"$defs":{"ConversationId":{"pattern":"^c-[a-z0-9]{4,32}$","type":"string"}},"$schema":"https://json'
    '-schema.org/draft/2020-12/schema","properties":{"author":{"enum":["billing","support","scheduling"]}'
    ',"closes":{"default":false,"type":"boolean"},"conversation_id":{"$ref":"#/$defs/ConversationId"},"sa'
    'id_at":{"format":"date-time","maxLength":40,"type":"string"},"suggestions":{"items":{"maxLength":80,'
    '"minLength":1,"type":"string"},"maxItems":5,"type":"array"},"text":{"maxLength":4000,"minLength":1,"'
    'type":"string"}},"required":["conversation_id","author","text","said_at"],"type":"object"}',
)

CONVERSATION_STARTED = Document(
    "json-schema:///storefront/conversation/v1/ConversationStarted.schema.json",
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"conversation_id":{"$ref":"j'
    'son-schema:///storefront/conversation/v1/ConversationMessage.schema.json#/$defs/ConversationId"},"cu'
    'stomer_id":{"maxLength":64,"type":["string","null"]},"language":{"pattern":"^[a-z]{2,3}(-[A-Za-z0-9]'
    '{2,8})*$","type":"string"},"medium":{"enum":["chat","phone","mail"]},"opening":{"maxLength":4000,"mi'
    'nLength":1,"type":"string"},"started_at":{"format":"date-time","maxLength":40,"type":"string"}},"req'
    'uired":["conversation_id","medium","opening","started_at"],"type":"object"}',
)

INTENT_IDENTIFIED = Document(
    "json-schema:///storefront/conversation/v1/IntentIdentified.schema.json",
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"confidence":{"exclusiveMini'
    'mum":0,"maximum":1,"type":"number"},"conversation_id":{"$ref":"json-schema:///storefront/conversatio'
    'n/v1/ConversationMessage.schema.json#/$defs/ConversationId"},"customer_id":{"maxLength":64,"type":["'
    'string","null"]},"entities":{"additionalProperties":{"maxLength":200,"type":"string"},"propertyNames'
    '":{"pattern":"^[a-z][a-z_]{0,39}$"},"type":"object"},"intent":{"enum":["billing","support","scheduli'
    'ng"]},"summary":{"maxLength":500,"type":"string"}},"required":["conversation_id","intent","confidenc'
    'e","summary"],"type":"object"}',
)
