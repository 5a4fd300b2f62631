"""Packages of `storefront.inventory`."""
