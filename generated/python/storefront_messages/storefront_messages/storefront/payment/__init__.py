"""Packages of `storefront.payment`."""
