"""`storefront.notification.v1`."""

from ._json import NOTIFICATION_SENT, NotificationSent

__all__ = ["NOTIFICATION_SENT", "NotificationSent"]
