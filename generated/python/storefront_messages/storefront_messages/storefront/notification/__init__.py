"""Packages of `storefront.notification`."""
