# ruff: noqa: D301, E741, E742, E743, N801, N802, N803, N805, N815, N816, RUF100 - names are those of the contract
"""The Protobuf messages of `storefront.agents.v1`."""

from collections.abc import Mapping as _Mapping
from datetime import datetime as _datetime
from typing import Literal as _Literal
from typing import NewType as _NewType

from google.protobuf.descriptor import Descriptor as _Descriptor
from google.protobuf.internal.containers import ScalarMap as _ScalarMap
from google.protobuf.internal.enum_type_wrapper import _EnumTypeWrapper
from google.protobuf.message import Message as _Message
from treaty.contract import MessageSchema as _MessageSchema

from storefront_messages.google.protobuf import _protobuf as _google_protobuf

class _AgentEventStateValues(_EnumTypeWrapper[AgentEvent.State.ValueType]):
    STATE_UNSPECIFIED: AgentEvent.State.ValueType
    """Not told."""
    STATE_STARTED: AgentEvent.State.ValueType
    """It started and is ready."""
    STATE_DEGRADED: AgentEvent.State.ValueType
    """It works, but not as well as it should."""
    STATE_STOPPED: AgentEvent.State.ValueType
    """It stopped on purpose."""

class AgentEvent(_Message):
    """An agent's own news about itself."""

    DESCRIPTOR: _Descriptor

    class State(metaclass=_AgentEventStateValues):
        """What happened to it."""

        ValueType = _NewType("ValueType", int)

    agent_name: str
    """The agent."""
    instance: str
    """Which of its instances."""
    state: AgentEvent.State.ValueType
    """What happened."""
    @property
    def at(self) -> _google_protobuf.Timestamp:
        """When."""
    @at.setter
    def at(self, value: _datetime) -> None: ...
    note: str
    """A sentence for people."""

    def __init__(
        self,
        *,
        agent_name: str | None = ...,
        instance: str | None = ...,
        state: AgentEvent.State.ValueType | None = ...,
        at: _google_protobuf.Timestamp | _datetime | None = ...,
        note: str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["at"]) -> bool: ...
    def ClearField(self, field_name: _Literal["agent_name", "instance", "state", "at", "note"]) -> None: ...

class AgentReport(_Message):
    """What an agent has done since its last report."""

    DESCRIPTOR: _Descriptor
    agent_name: str
    """The agent."""
    instance: str
    """Which of its instances."""
    @property
    def handled(self) -> _ScalarMap[str, int]:
        """How many messages it handled, by type."""
    failed: int
    """How many it could not handle."""
    @property
    def at(self) -> _google_protobuf.Timestamp:
        """When it reported."""
    @at.setter
    def at(self, value: _datetime) -> None: ...
    def __init__(
        self,
        *,
        agent_name: str | None = ...,
        instance: str | None = ...,
        handled: _Mapping[str, int] | None = ...,
        failed: int | None = ...,
        at: _google_protobuf.Timestamp | _datetime | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["at"]) -> bool: ...
    def ClearField(self, field_name: _Literal["agent_name", "instance", "handled", "failed", "at"]) -> None: ...

AGENT_EVENT: _MessageSchema[AgentEvent]

AGENT_REPORT: _MessageSchema[AgentReport]
