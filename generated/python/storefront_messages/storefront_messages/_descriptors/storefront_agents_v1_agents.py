"""One `.proto` file, serialised, after those that it imports."""

from __future__ import annotations

from . import POOL, google_protobuf_timestamp

FILE = POOL.file(
    b"\n!storefront/agents/v1/agents.proto\x12\x14storefront.agents.v1\x1a\x1fgoogle/protobuf/timestamp.proto"
    b'"\x9f\x02\n\nAgentEvent\x12\x1d\n\nagent_name\x18\x01 \x01(\tR\tagentName\x12\x1a\n\x08i'
    b"nstance\x18\x02 \x01(\tR\x08instance\x12<\n\x05state\x18\x03 \x01(\x0e2&.storefront.agents.v1.AgentEv"
    b"ent.StateR\x05state\x12*\n\x02at\x18\x04 \x01(\x0b2\x1a.google.protobuf.TimestampR\x02at\x12\x12\n\x04"
    b'note\x18\x05 \x01(\tR\x04note"X\n\x05State\x12\x15\n\x11STATE_UNSPECIFIED\x10\x00\x12\x11\n\r'
    b'STATE_STARTED\x10\x01\x12\x12\n\x0eSTATE_DEGRADED\x10\x02\x12\x11\n\rSTATE_STOPPED\x10\x03"\x92\x02'
    b"\n\x0bAgentReport\x12\x1d\n\nagent_name\x18\x01 \x01(\tR\tagentName\x12\x1a\n\x08instance\x18"
    b"\x02 \x01(\tR\x08instance\x12H\n\x07handled\x18\x03 \x03(\x0b2..storefront.agents.v1.AgentReport.Hand"
    b"ledEntryR\x07handled\x12\x16\n\x06failed\x18\x04 \x01(\x04R\x06failed\x12*\n\x02at\x18\x05 \x01(\x0b2"
    b"\x1a.google.protobuf.TimestampR\x02at\x1a:\n\x0cHandledEntry\x12\x10\n\x03key\x18\x01 \x01(\tR\x03k"
    b"ey\x12\x14\n\x05value\x18\x02 \x01(\x04R\x05value:\x028\x01b\x06proto3",
    google_protobuf_timestamp.FILE,
)
