"""Packages of `storefront.pricing`."""
