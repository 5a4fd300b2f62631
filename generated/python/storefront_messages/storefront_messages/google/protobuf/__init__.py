"""`google.protobuf`."""

from ._protobuf import Duration, Timestamp

__all__ = ["Duration", "Timestamp"]
