"""Protobuf messages: classes from one private pool, typed by stubs, and their codecs."""
