"""Packages of `storefront.shipping`."""
