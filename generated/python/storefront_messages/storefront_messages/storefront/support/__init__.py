"""Packages of `storefront.support`."""
