"""The texts of the JSON Schema files of `storefront.tools.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

TOOL_REQUEST = Document(
    "json-schema:///storefront/tools/v1/ToolRequest.schema.json",
    '{"$defs":{"CalendarBooking":{"additionalProperties":false,"properties":{"day":{"format":"date","maxL'
    'ength":10,"type":"string"},"minutes":{"enum":[15,30,60],"type":"integer"},"tool":{"const":"calendar_'
    'booking"}},"required":["tool","day","minutes"],"type":"object"},"CrmLookup":{"additionalProperties":'
    'false,"properties":{"customer_id":{"maxLength":64,"minLength":1,"type":"string"},"tool":{"const":"cr'
    'm_lookup"}},"required":["tool","customer_id"],"type":"object"},"KnowledgeSearch":{"additionalPropert'
    'ies":false,"properties":{"limit":{"default":3,"maximum":20,"minimum":1,"type":"integer"},"query":{"m'
    'axLength":200,"minLength":2,"type":"string"},"tool":{"const":"knowledge_search"}},"required":["tool"'
    ',"query"],"type":"object"}},"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"'
    'arguments":{"oneOf":[{"$ref":"#/$defs/CrmLookup"},{"$ref":"#/$defs/KnowledgeSearch"},{"$ref":"#/$def'
    's/CalendarBooking"}]},"conversation_id":{"$ref":"json-schema:///storefront/conversation/v1/Conversat'
    'ionMessage.schema.json#/$defs/ConversationId"}},"required":["conversation_id","arguments"],"type":"o'
    'bject"}',
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
