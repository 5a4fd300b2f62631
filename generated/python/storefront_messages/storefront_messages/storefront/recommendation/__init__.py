"""Packages of `storefront.recommendation`."""
