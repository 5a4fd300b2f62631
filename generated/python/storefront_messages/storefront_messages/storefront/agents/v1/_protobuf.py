"""The Protobuf messages of `storefront.agents.v1`."""

from __future__ import annotations

from treaty.codecs import protobuf
from treaty.contract import MessageSchema

from storefront_messages._descriptors import storefront_agents_v1_agents

AgentEvent = protobuf.message_class(storefront_agents_v1_agents.FILE, "AgentEvent")
AgentReport = protobuf.message_class(storefront_agents_v1_agents.FILE, "AgentReport")

AGENT_EVENT = MessageSchema(
    name="storefront.agents.v1.AgentEvent",
    version="1.0",
    fingerprint="69259113767e6f5612f4cfb96829f7b60bf0160c733f65c13086046778a7e547",
    type=AgentEvent,
    codec=protobuf.ProtobufCodec(AgentEvent),
)

AGENT_REPORT = MessageSchema(
    name="storefront.agents.v1.AgentReport",
    version="1.0",
    fingerprint="d87768543b3b7396b98f80cdcb7f163225eeb839f6950e6fb1ad788032bd326b",
    type=AgentReport,
    codec=protobuf.ProtobufCodec(AgentReport),
)
