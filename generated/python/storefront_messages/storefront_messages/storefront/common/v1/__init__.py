"""`storefront.common.v1`."""

from ._avro import ADDRESS, MONEY, Address, Money

__all__ = ["ADDRESS", "MONEY", "Address", "Money"]
