"""Packages of `storefront.agents`."""
