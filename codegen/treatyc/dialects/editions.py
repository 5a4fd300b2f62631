"""What registries say of Protobuf's editions: none that is followed here reads one, whatever stands in it.

Confluent and Apicurio parse with Wire, which refuses the word by its name as of Wire 5; Karapace has a port of an older
one, which does not know it. Apicurio 3.3 then takes the text for no Protobuf.
"""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.dialects.apicurio.discovery import UNRECOGNISED
from treatyc.dialects.dialect import Reason
from treatyc.system.registry import Dialect

SYNTAX = "editions"
"""What protoc writes in place of `proto2` or `proto3`."""

_UNREAD = "Could not parse Protobuf: edition is not currently supported"
REFUSALS: Mapping[Dialect, Reason] = {
    Dialect.CONFLUENT: Reason(_UNREAD),
    Dialect.CONFLUENT_LENIENT: Reason(_UNREAD),
    Dialect.KARAPACE: Reason("unexpected label: edition"),
    Dialect.APICURIO: Reason(UNRECOGNISED),
}
