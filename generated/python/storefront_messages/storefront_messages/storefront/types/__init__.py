"""Packages of `storefront.types`."""
