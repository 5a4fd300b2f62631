"""Packages of `storefront.scheduling`."""
