"""Protobuf: descriptors that protoc made to schemas, with the place of everything."""
