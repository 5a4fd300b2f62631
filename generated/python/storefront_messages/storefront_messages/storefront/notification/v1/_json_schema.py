"""The texts of the JSON Schema files of `storefront.notification.v1`."""

from __future__ import annotations

from treaty.codecs.json_schema import Document

NOTIFICATION_SENT = Document(
    "json-schema:///storefront/notification/v1/NotificationSent.schema.json",
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"customer_id":{"maxLength":6'
    '4,"minLength":1,"type":"string"},"medium":{"enum":["mail","push","sms"]},"notification_id":{"format"'
    ':"uuid","type":"string"},"sent_at":{"format":"date-time","type":"string"},"template":{"enum":["order'
    '_confirmed","order_rejected","payment_received","parcel_sent","parcel_delayed","parcel_arrived","app'
    'ointment_booked"]}},"required":["notification_id","customer_id","template","medium","sent_at"],"type'
    '":"object"}',
)
