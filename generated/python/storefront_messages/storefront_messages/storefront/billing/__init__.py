"""Packages of `storefront.billing`."""
