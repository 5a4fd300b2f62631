"""Packages of `storefront.warehouse`."""
