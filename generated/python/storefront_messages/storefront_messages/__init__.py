"""The messages of storefront: one package a namespace."""
