"""Packages of `storefront.orders`."""
