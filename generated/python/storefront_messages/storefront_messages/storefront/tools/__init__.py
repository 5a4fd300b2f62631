"""Packages of `storefront.tools`."""
