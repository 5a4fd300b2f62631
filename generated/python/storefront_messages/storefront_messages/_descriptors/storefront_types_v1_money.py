"""One `.proto` file, serialised, after those that it imports."""

from __future__ import annotations

from . import POOL

FILE = POOL.file(
    b'\n\x1fstorefront/types/v1/money.proto\x12\x13storefront.types.v1"D\n\x05Money\x12\x1a\n\x08curre'
    b"ncy\x18\x01 \x01(\tR\x08currency\x12\x1f\n\x0bminor_units\x18\x02 \x01(\x03R\nminorUnitsb\x06proto3",
)
