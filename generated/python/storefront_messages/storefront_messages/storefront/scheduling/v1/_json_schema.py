"""The texts of the JSON Schema files of `storefront.scheduling.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

APPOINTMENT_BOOKED = Document(
    "json-schema:///storefront/scheduling/v1/AppointmentBooked.schema.json",
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"appointment_id":{"format":"'
    'uuid","maxLength":36,"type":"string"},"conversation_id":{"$ref":"json-schema:///storefront/conversat'
    'ion/v1/ConversationMessage.schema.json#/$defs/ConversationId"},"customer_id":{"maxLength":64,"minLen'
    'gth":1,"type":"string"},"day":{"format":"date","maxLength":10,"type":"string"},"minutes":{"enum":[15'
    ',30,60],"type":"integer"},"starts":{"format":"time","maxLength":20,"type":"string"}},"required":["ap'
    'pointment_id","conversation_id","customer_id","day","minutes"],"type":"object"}',
)
