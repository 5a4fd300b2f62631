# ruff: noqa: D301, E741, E742, E743, N801, N802, N803, N805, N815, N816, RUF100 - names are those of the contract
"""Protobuf's well-known types: a message takes only those of its own package, not of the Protobuf library."""

from typing import Literal as _Literal
from typing import Never as _Never

from google.protobuf.descriptor import Descriptor as _Descriptor
from google.protobuf.internal import well_known_types as _well_known_types
from google.protobuf.message import Message as _Message

class Duration(_Message, _well_known_types.Duration):
    """Protobuf's `google.protobuf.Duration`."""

    DESCRIPTOR: _Descriptor
    seconds: int
    nanos: int

    def __init__(self, *, seconds: int | None = ..., nanos: int | None = ...) -> None: ...
    def HasField(self, field_name: _Never) -> bool: ...
    def ClearField(self, field_name: _Literal["seconds", "nanos"]) -> None: ...

class Timestamp(_Message, _well_known_types.Timestamp):
    """Protobuf's `google.protobuf.Timestamp`."""

    DESCRIPTOR: _Descriptor
    seconds: int
    nanos: int

    def __init__(self, *, seconds: int | None = ..., nanos: int | None = ...) -> None: ...
    def HasField(self, field_name: _Never) -> bool: ...
    def ClearField(self, field_name: _Literal["seconds", "nanos"]) -> None: ...
