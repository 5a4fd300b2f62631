"""The texts of the JSON Schema files of `storefront.scheduling.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

APPOINTMENT_BOOKED = Document(
    "json-schema:///storefront/scheduling/v1/AppointmentBooked.schema.json",
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"appointment_id":{"format":"'
    'uuid","type":"string"},"conversation_id":{"$ref":"json-schema:///storefront/conversation/v1/Conversa'
    'tionMessage.schema.json#/$defs/ConversationId"},"customer_id":{"maxLength":64,"minLength":1,"type":"'
    'string"},"day":{"format":"date","type":"string"},"minutes":{"enum":[15,30,60],"type":"integer"},"sta'
    'rts":{"format":"time","type":"string"}},"required":["appointment_id","conversation_id","customer_id"'
    ',"day","minutes"],"type":"object"}',
)
