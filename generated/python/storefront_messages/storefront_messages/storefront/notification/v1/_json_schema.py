"""The texts of the JSON Schema files of `storefront.notification.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

NOTIFICATION_SENT = Document(
    "json-schema:///storefront/notification/v1/NotificationSent.schema.json",
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"customer_id":{"maxLength":6'
    '4,"minLength":1,"type":"string"},"medium":{"enum":["mail","push","sms"]},"notification_id":{"format"'
    ':"uuid","maxLength":36,"type":"string"},"sent_at":{"format":"date-time","maxLength":40,"type":"strin'
    'g"},"template":{"enum":["order_confirmed","order_rejected","payment_received","parcel_sent","parcel_'
    'delayed","parcel_arrived","appointment_booked"]}},"required":["notification_id","customer_id","templ'
    'ate","medium","sent_at"],"type":"object"}',
)
