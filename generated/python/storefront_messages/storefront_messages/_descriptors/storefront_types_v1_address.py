"""One `.proto` file, serialised, after those that it imports."""

from __future__ import annotations

from . import POOL

FILE = POOL.file(
    b'\n!storefront/types/v1/address.proto\x12\x13storefront.types.v1"\x94\x01\n\rPostalAddress\x12\x1c'
    b"\n\trecipient\x18\x01 \x01(\tR\trecipient\x12\x16\n\x06street\x18\x02 \x01(\tR\x06street\x12\x1f"
    b"\n\x0bpostal_code\x18\x03 \x01(\tR\npostalCode\x12\x12\n\x04city\x18\x04 \x01(\tR\x04city\x12\x18"
    b"\n\x07country\x18\x05 \x01(\tR\x07countryb\x06proto3",
)
