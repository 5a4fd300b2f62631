"""The texts of the JSON Schema files of `storefront.tools.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

TOOL_REQUEST = Document(
    "json-schema:///storefront/tools/v1/ToolRequest.schema.json",
    '{"$defs":{"CalendarBooking":{"additionalProperties":false,"properties":{"day":{"format":"date","type'
    '":"string"},"minutes":{"enum":[15,30,60],"type":"integer"},"tool":{"const":"calendar_booking"}},"req'
    'uired":["tool","day","minutes"],"type":"object"},"CrmLookup":{"additionalProperties":false,"properti'
    'es":{"customer_id":{"maxLength":64,"minLength":1,"type":"string"},"tool":{"const":"crm_lookup"}},"re'
    'quired":["tool","customer_id"],"type":"object"},"KnowledgeSearch":{"additionalProperties":false,"pro'
    'perties":{"limit":{"default":3,"maximum":10,"minimum":1,"type":"integer"},"query":{"maxLength":200,"'
    'minLength":2,"type":"string"},"tool":{"const":"knowledge_search"}},"required":["tool","query"],"type'
    '":"object"}},"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"arguments":{"on'
    'eOf":[{"$ref":"#/$defs/CrmLookup"},{"$ref":"#/$defs/KnowledgeSearch"},{"$ref":"#/$defs/CalendarBooki'
    'ng"}]},"conversation_id":{"$ref":"json-schema:///storefront/conversation/v1/ConversationMessage.sche'
    'ma.json#/$defs/ConversationId"}},"required":["conversation_id","arguments"],"type":"object"}',
)

TOOL_RESULT = Document(
    "json-schema:///storefront/tools/v1/ToolResult.schema.json",
    '{"$defs":{"Finding":{"additionalProperties":false,"properties":{"facts":{"additionalProperties":fals'
    'e,"patternProperties":{"^[a-z][a-z_]{0,39}$":{"type":["string","number","boolean"]}},"type":"object"'
    '},"link":{"format":"uri","maxLength":2048,"type":"string"},"title":{"maxLength":200,"minLength":1,"t'
    'ype":"string"}},"required":["title"],"type":"object"}},"$schema":"https://json-schema.org/draft/2020'
    '-12/schema","properties":{"conversation_id":{"$ref":"json-schema:///storefront/conversation/v1/Conve'
    'rsationMessage.schema.json#/$defs/ConversationId"},"findings":{"items":{"$ref":"#/$defs/Finding"},"m'
    'axItems":20,"type":"array"},"took_ms":{"maximum":600000,"minimum":0,"type":"integer"}},"required":["'
    'conversation_id","findings"],"type":"object"}',
)
