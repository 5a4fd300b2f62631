"""`storefront.scheduling.v1`."""

from ._json import APPOINTMENT_BOOKED, AppointmentBooked

__all__ = ["APPOINTMENT_BOOKED", "AppointmentBooked"]
