"""Packages of `storefront.catalog`."""
