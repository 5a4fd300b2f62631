"""Packages of `storefront.common`."""
