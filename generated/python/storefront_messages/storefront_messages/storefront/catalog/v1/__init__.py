"""`storefront.catalog.v1`."""

from ._json import PRODUCT, Product, ProductPrice, ProductSku

__all__ = ["PRODUCT", "Product", "ProductPrice", "ProductSku"]
