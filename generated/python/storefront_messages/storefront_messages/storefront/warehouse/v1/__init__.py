"""`storefront.warehouse.v1`."""

from ._protobuf import CLIMATE_ALERT, CLIMATE_READING, ClimateAlert, ClimateReading

__all__ = ["CLIMATE_ALERT", "CLIMATE_READING", "ClimateAlert", "ClimateReading"]
