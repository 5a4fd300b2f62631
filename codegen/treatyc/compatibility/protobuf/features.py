"""What `syntax` and `edition` leave unsaid: the features of a declaration, overridden from the outside in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from google.protobuf.descriptor_pb2 import Edition, FeatureSet, FileDescriptorProto

from treatyc.compatibility.protobuf.encoding import fields, varint

JAVA_VERIFY = 2
CPP_CORD, CPP_STRING, CPP_STRING_PIECE = 2, 3, 4
"""The last is no feature: only the older option `ctype` has it."""


@dataclass(frozen=True, slots=True)
class Features:
    """The six features that decide what travels; the values are those of `google.protobuf.FeatureSet`."""

    field_presence: int
    enum_type: int
    repeated_field_encoding: int
    utf8_validation: int
    message_encoding: int
    json_format: int
    cpp_string: int = 0
    java_check: int = 0
    """Of C++ and Java: 0 where nothing is chosen."""

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
            _language(chosen, _CPP) or self.cpp_string,
            _language(chosen, _JAVA) or self.java_check,
        )


_CPP, _JAVA = 1000, 1001
_OF_TEXT = 2
"""The field of both languages' features that is about text."""


def _language(chosen: FeatureSet, language: int) -> int:
    """What a language's features say of text; they are unknown fields as long as nobody imports them."""
    data = chosen.SerializeToString()
    for number, _, begin, end in fields(data):
        if number == language:
            inner = data[begin:end]
            return next((varint(inner, at)[0] for found, _, at, _ in fields(inner) if found == _OF_TEXT), 0)
    return 0


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
    found = defaults.over(file.options.features)
    checks = file.options.java_string_check_utf8 and not found.java_check
    return replace(found, java_check=JAVA_VERIFY) if checks else found


def syntax_of(file: FileDescriptorProto) -> str:
    """The language of a file, as a person writes it."""
    if file.syntax == "editions":
        return f"edition {Edition.Name(file.edition).removeprefix('EDITION_')}"
    return file.syntax or "proto2"
