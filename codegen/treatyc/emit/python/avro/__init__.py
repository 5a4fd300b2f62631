"""Avro messages: classes, and straight-line codecs for each release."""
