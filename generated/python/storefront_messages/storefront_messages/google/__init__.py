"""Packages of `google`."""
