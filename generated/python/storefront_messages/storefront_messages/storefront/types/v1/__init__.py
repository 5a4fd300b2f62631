"""`storefront.types.v1`."""

from ._protobuf import MONEY, POSTAL_ADDRESS, Money, PostalAddress

__all__ = ["MONEY", "POSTAL_ADDRESS", "Money", "PostalAddress"]
