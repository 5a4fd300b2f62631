"""Packages of `storefront.fraud`."""
