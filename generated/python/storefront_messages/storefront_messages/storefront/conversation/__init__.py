"""Packages of `storefront.conversation`."""
