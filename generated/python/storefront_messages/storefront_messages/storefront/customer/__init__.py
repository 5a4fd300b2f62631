"""Packages of `storefront.customer`."""
