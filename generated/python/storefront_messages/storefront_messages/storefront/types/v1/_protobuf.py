"""The Protobuf messages of `storefront.types.v1`."""

from __future__ import annotations

from treaty.codecs import protobuf
from treaty.contract import MessageSchema

from storefront_messages._descriptors import storefront_types_v1_address, storefront_types_v1_money

Money = protobuf.message_class(storefront_types_v1_money.FILE, "Money")
PostalAddress = protobuf.message_class(storefront_types_v1_address.FILE, "PostalAddress")

MONEY = MessageSchema(
    name="storefront.types.v1.Money",
    version="1.0-dev+f2852c65",
    fingerprint="f2852c6501ec57f99a73d07de3576e251a7aa489231fb353415bd57a01a7c28c",
    type=Money,
    codec=protobuf.ProtobufCodec(Money),
)

POSTAL_ADDRESS = MessageSchema(
    name="storefront.types.v1.PostalAddress",
    version="1.0-dev+05049d6a",
    fingerprint="05049d6a728b44e4bbd9822b3127f63cd2570c26473eea52e425877633578388",
    type=PostalAddress,
    codec=protobuf.ProtobufCodec(PostalAddress),
)
