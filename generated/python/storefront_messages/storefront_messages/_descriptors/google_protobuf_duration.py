"""One `.proto` file, serialised, after those that it imports."""

from __future__ import annotations

from . import POOL

FILE = POOL.file(
    b'\n\x1egoogle/protobuf/duration.proto\x12\x0fgoogle.protobuf":\n\x08Duration\x12\x18\n\x07seconds'
    b"\x18\x01 \x01(\x03R\x07seconds\x12\x14\n\x05nanos\x18\x02 \x01(\x05R\x05nanosB\x83\x01\n\x13com.googl"
    b"e.protobufB\rDurationProtoP\x01Z1google.golang.org/protobuf/types/known/durationpb\xf8\x01\x01\xa2\x02\x03"
    b"GPB\xaa\x02\x1eGoogle.Protobuf.WellKnownTypesb\x06proto3",
)
