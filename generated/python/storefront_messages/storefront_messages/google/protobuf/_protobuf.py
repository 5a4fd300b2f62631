"""Protobuf's well-known types: a message takes only those of its own package, not of the Protobuf library."""

from __future__ import annotations

from treaty.codecs import protobuf

from storefront_messages._descriptors import google_protobuf_duration, google_protobuf_timestamp

Duration = protobuf.message_class(google_protobuf_duration.FILE, "Duration")
Timestamp = protobuf.message_class(google_protobuf_timestamp.FILE, "Timestamp")
