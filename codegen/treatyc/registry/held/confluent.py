"""The `.proto` files that Confluent's registry has built in: texts import them, and no reference says where they are.

What they declare is part of that registry's wire format; the words here are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_IMPORT = re.compile(r'^\s*import\s+(?:public\s+|weak\s+)?"(confluent/[a-z/]+\.proto)"\s*;', re.MULTILINE)

_META = """\
syntax = "proto3";

package confluent;

import "google/protobuf/descriptor.proto";

// What Confluent's registry reads of options: documentation, properties, tags and rules.
message Meta {
  string doc = 1;
  map<string, string> params = 2;
  repeated string tags = 3;
  repeated Rule rules = 4;
}

// A condition that holds for what it stands beside.
message Rule {
  string name = 1;
  string doc = 2;
  string expr = 3;
  string sql = 4;
}

extend google.protobuf.FileOptions {
  Meta file_meta = 1088;
}

extend google.protobuf.MessageOptions {
  Meta message_meta = 1088;
}

extend google.protobuf.FieldOptions {
  Meta field_meta = 1088;
}

extend google.protobuf.EnumOptions {
  Meta enum_meta = 1088;
}

extend google.protobuf.EnumValueOptions {
  Meta enum_value_meta = 1088;
}
"""

_DECIMAL = """\
syntax = "proto3";

package confluent.type;

// A decimal number: the unscaled value in two's complement, the highest byte first.
message Decimal {
  bytes value = 1;
  uint32 precision = 2;
  int32 scale = 3;
}
"""

_DECIMAL_MOVED = """\
syntax = "proto3";

import public "confluent/type/decimal.proto";
"""

_VARIANT = """\
syntax = "proto3";

package confluent.type;

// A value of any type, in the encoding of Parquet's variants.
message Variant {
  bytes metadata = 1;
  bytes value = 2;
}
"""

_FILES = {
    "confluent/meta.proto": _META,
    "confluent/type/decimal.proto": _DECIMAL,
    "confluent/type/variant.proto": _VARIANT,
    "confluent/types/decimal.proto": _DECIMAL_MOVED,
}


def built_in(texts: Iterable[str]) -> dict[str, str]:
    """The texts of those built-in files that some texts import, and that these import, by import path."""
    found: dict[str, str] = {}
    pending = list(texts)
    for text in pending:
        for path in _IMPORT.findall(text):
            if path in _FILES and path not in found:
                found[path] = _FILES[path]
                pending.append(_FILES[path])
    return found
