"""Avro files to schemas: the specification's rules, each at its place."""
