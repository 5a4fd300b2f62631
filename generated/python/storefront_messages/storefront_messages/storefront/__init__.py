"""Packages of `storefront`."""
