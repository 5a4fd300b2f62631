"""Every rule, in the order of its id; a new one is one file here and one line in `RULES`."""

from __future__ import annotations

from treatyc.compatibility.protobuf.rule import AnyRule
from treatyc.compatibility.protobuf.rules import field_unread

RULES: tuple[AnyRule, ...] = (field_unread.RULE,)
