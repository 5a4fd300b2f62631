"""What `syntax` and `edition` leave unsaid: the features that hold for a declaration, each overridden from outside in."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.descriptor_pb2 import Edition, FeatureSet, FileDescriptorProto


@dataclass(frozen=True, slots=True)
class Features:
    """The six features that decide what travels; the values are those of `google.protobuf.FeatureSet`."""

    field_presence: int
    enum_type: int
    repeated_field_encoding: int
    utf8_validation: int
    message_encoding: int
    json_format: int

    def over(self, chosen: FeatureSet) -> Features:
        """These features where a declaration chooses no others."""
        if not chosen.ByteSize():
            return self
        return Features(
            chosen.field_presence or self.field_presence,
            chosen.enum_type or self.enum_type,
            chosen.repeated_field_encoding or self.repeated_field_encoding,
            chosen.utf8_validation or self.utf8_validation,
            chosen.message_encoding or self.message_encoding,
            chosen.json_format or self.json_format,
        )


_PROTO2 = Features(
    FeatureSet.EXPLICIT,
    FeatureSet.CLOSED,
    FeatureSet.EXPANDED,
    FeatureSet.NONE,
    FeatureSet.LENGTH_PREFIXED,
    FeatureSet.LEGACY_BEST_EFFORT,
)
_PROTO3 = Features(
    FeatureSet.IMPLICIT,
    FeatureSet.OPEN,
    FeatureSet.PACKED,
    FeatureSet.VERIFY,
    FeatureSet.LENGTH_PREFIXED,
    FeatureSet.ALLOW,
)
_EDITIONS = Features(
    FeatureSet.EXPLICIT,
    FeatureSet.OPEN,
    FeatureSet.PACKED,
    FeatureSet.VERIFY,
    FeatureSet.LENGTH_PREFIXED,
    FeatureSet.ALLOW,
)


def features_of(file: FileDescriptorProto) -> Features:
    """The features of a file; what it declares starts from them."""
    defaults = {"proto3": _PROTO3, "editions": _EDITIONS}.get(file.syntax, _PROTO2)
    return defaults.over(file.options.features)


def syntax_of(file: FileDescriptorProto) -> str:
    """The language of a file, as a person writes it."""
    if file.syntax == "editions":
        return f"edition {Edition.Name(file.edition).removeprefix('EDITION_')}"
    return file.syntax or "proto2"
