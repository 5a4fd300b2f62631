"""The contract language: every key with its shape and its sentence, from which loader, JSON Schema and docs are made.

Each class is one mapping of the language, and its fields are the mapping's keys.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from treatyc.load.language_servers import RegistryKeys, SecurityKeys
from treatyc.load.scalars import (
    CLUSTER,
    DELAY,
    DURATION,
    FIELD,
    INCLUDE,
    LABEL,
    NAME,
    OUT,
    PATH,
    PATTERN,
    PREFIX,
    RATE,
    RULE,
    SCHEMA_NAME,
    SECRETS,
    SIZE,
    START,
    TEMPLATE,
    URL,
    VALUE,
    VERSION,
    VHOST,
    WORD,
)
from treatyc.load.shape import (
    Declared,
    Entry,
    Off,
    choice,
    either,
    exactly,
    flag,
    integer,
    is_false,
    is_scalar,
    later,
    listed,
    mapping,
    off,
    prose,
)
from treatyc.load.struct import Reserved, keys, optional, required, reserved, single, struct
from treatyc.system.channel import Kind, Order, Rate
from treatyc.system.manifest import ManifestFormat
from treatyc.system.target import Broker


class Compatibility(enum.Enum):
    """Which versions a schema's text must stay compatible with."""

    EDGES = "edges"
    BACKWARD = "backward"
    BACKWARD_TRANSITIVE = "backward_transitive"
    FORWARD = "forward"
    FORWARD_TRANSITIVE = "forward_transitive"
    FULL = "full"
    FULL_TRANSITIVE = "full_transitive"
    NONE = "none"


class Envelope(enum.Enum):
    """How a message's attributes travel."""

    CLOUDEVENTS = "cloudevents"


class Models(enum.Enum):
    """What classes the generated messages are."""

    MSGSPEC = "msgspec"
    PYDANTIC = "pydantic"


class Level(enum.Enum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreKeys:
    """A rule that is switched off here, and why."""

    rule: Declared[str] = required(RULE, "the id of the rule")
    reason: Declared[str] = required(prose(least=1, longest=2000), "why the rule does not hold here")


IGNORES = listed(struct(IgnoreKeys, "an ignored rule"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterKeys:
    """Where messages end that could not be handled."""

    retain: Declared[float] | None = optional(DURATION, "how long they are kept; 7d unless said otherwise")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyKeys:
    """What happens between a message's arrival and its end."""

    ack_wait: Declared[float] | None = optional(
        DURATION, "how long a delivery may go unacknowledged before it comes again; 30s unless said otherwise"
    )
    max_deliver: Declared[int] | None = optional(
        integer(1, 1000), "how often a message is delivered before it becomes a dead letter; 3 unless said otherwise"
    )
    backoff: Declared[tuple[Declared[float], ...]] | None = optional(
        listed(DELAY, most=100),
        "the delays before each further delivery, the last one repeated; 1s, 5s unless said otherwise",
    )
    dead_letter: Declared[Off | DeadLetterKeys] | None = optional(
        either(off(), struct(DeadLetterKeys, "a dead letter"), is_false),
        "how dead letters are kept; `false` drops what could not be handled",
    )
    deduplicate: Declared[Off | float] | None = optional(
        either(off(), DURATION, is_false),
        "how long a message is remembered, to ignore it when it comes again; 10m unless said otherwise",
    )
    in_flight: Declared[int] | None = optional(
        integer(1, 1_000_000), "how many messages an instance may hold unfinished; 256 unless said otherwise"
    )
    circuit_breaker: Reserved | None = reserved("pause instead of flooding the dead letters")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelKeys:
    """What a channel is for, what it carries, and how."""

    kind: Declared[Kind] | None = optional(
        choice(Kind), "what the channel is for; an event is a fact for all, a command is work for one"
    )
    message: Declared[str] | None = optional(SCHEMA_NAME, "the full name of the message that it carries")
    messages: Declared[tuple[Declared[str], ...]] | None = optional(
        listed(SCHEMA_NAME, least=1, most=1000), "the full names of the messages, where it carries several"
    )
    name: Declared[str] | None = optional(NAME, "what generated methods are called after, instead of the address")
    key: Declared[str] | None = optional(FIELD, "the field whose value keeps messages in order")
    parameters: Declared[tuple[Entry[tuple[Declared[str], ...]], ...]] | None = optional(
        mapping(NAME, listed(VALUE, least=1, most=10_000)),
        "the values that a parameter may have; any one token otherwise",
    )
    reply: Declared[str] | None = optional(TEMPLATE, "the channel on which requests are answered")
    timeout: Declared[float] | None = optional(
        DURATION, "how long a caller waits for the answer; 30s unless said otherwise"
    )
    policy: Declared[str] | None = optional(NAME, "the name of the delivery policy of its readers")
    ttl: Declared[float] | None = optional(
        DURATION, "after how long a message is stale and discarded; never unless said otherwise"
    )
    retain: Declared[float] | None = optional(DURATION, "how long messages are kept; 7d unless said otherwise")
    max_bytes: Declared[int] | None = optional(SIZE, "the largest message; 256KiB unless said otherwise")
    claim_check: Reserved | None = reserved("larger content travels by reference")
    order: Declared[Order] | None = optional(
        choice(Order, reserved=(Order.SEQUENCE,)), "what order is kept; by key where there is a key, none otherwise"
    )
    rate: Declared[Rate] | None = optional(RATE, "how many messages each sender may send")
    owner: Declared[str] | None = optional(WORD, "who answers for it")
    description: Declared[str] | None = optional(prose(), "what it is, for people")
    deprecated: Declared[bool] | None = optional(flag(), "whether nobody new should use it")
    personal: Declared[tuple[Declared[str], ...]] | None = optional(
        listed(FIELD, most=1000), "the fields that hold personal data"
    )
    compatibility: Declared[Compatibility] | None = optional(
        choice(Compatibility), "which versions its messages must stay compatible with"
    )
    expose: Reserved | None = reserved("serve it by MCP or gRPC as well")
    external: Declared[bool] | None = optional(flag(), "whether the other side is not in this project")
    partitions: Declared[int] | None = optional(
        later("per-value", integer(1, 100_000)),
        "how many partitions it has; the target's own number unless said otherwise",
    )
    ignore: Declared[tuple[Declared[IgnoreKeys], ...]] | None = optional(IGNORES, "rules that do not hold here")


CHANNEL = struct(ChannelKeys, "a channel")

DEFAULT = struct(
    ChannelKeys,
    "a default",
    {"name": "it names one channel only", "parameters": "they belong to the address of one channel"},
)

_COMPILED = "it is compiled into the agents, the same for every target"
_PER_TARGET = ("retain", "partitions")
OVERRIDE = struct(ChannelKeys, "an override", {key: _COMPILED for key in keys(ChannelKeys) if key not in _PER_TARGET})


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionKeys:
    """How an agent reads a channel or a pattern of channels."""

    channel: Declared[str] = required(PATTERN, "the channel, or a pattern of channels")
    concurrency: Declared[int] | None = optional(
        integer(1, 10_000), "how many messages are handled at once, in lanes by key; 16 unless said otherwise"
    )
    policy: Declared[str] | None = optional(NAME, "the name of a delivery policy, instead of each channel's own")
    group: Declared[str] | None = optional(
        NAME, "the group that shares the messages, when it is not the agent itself; `<project>.` is put before it"
    )
    start: Declared[str] | None = optional(START, "where a new group begins to read; earliest unless said otherwise")
    batch: Reserved | None = reserved("how many messages the handler takes at once")


SUBSCRIPTIONS = listed(either(PATTERN, struct(SubscriptionKeys, "a subscription"), is_scalar))
PATTERNS = listed(PATTERN)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentKeys:
    """A service, and all that it does with messages."""

    sends: Declared[tuple[Declared[str], ...]] | None = optional(PATTERNS, "the channels that it sends to")
    receives: Declared[tuple[Declared[str | SubscriptionKeys], ...]] | None = optional(
        SUBSCRIPTIONS, "the channels that it reads"
    )
    taps: Declared[tuple[Declared[str | SubscriptionKeys], ...]] | None = optional(
        SUBSCRIPTIONS, "the channels whose work it sees without taking it"
    )
    calls: Declared[tuple[Declared[str], ...]] | None = optional(
        PATTERNS, "the channels that it sends requests to, and awaits the answer"
    )
    serves: Declared[tuple[Declared[str | SubscriptionKeys], ...]] | None = optional(
        SUBSCRIPTIONS, "the channels whose requests it answers"
    )
    reads: Reserved | None = reserved("the state channels that it reads")
    writes: Reserved | None = reserved("the state channels that it writes")
    instances: Declared[int] | None = optional(integer(1, 100_000), "how many instances run; 1 unless said otherwise")
    handler_timeout: Declared[float] | None = optional(DURATION, "after how long a handler is given up")
    principal: Declared[str] | None = optional(WORD, "who it is to the broker; its own name unless said otherwise")
    owner: Declared[str] | None = optional(WORD, "who answers for it")
    description: Declared[str] | None = optional(prose(), "what it is, for people")
    ignore: Declared[tuple[Declared[IgnoreKeys], ...]] | None = optional(IGNORES, "rules that do not hold here")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetKeys:
    """An environment: its broker, and what differs there."""

    broker: Declared[Broker] = required(choice(Broker), "what carries the messages")
    url: Declared[str] | None = optional(URL, "where the broker is")
    registry: Declared[str | RegistryKeys] | None = optional(
        either(URL, struct(RegistryKeys, "a registry"), is_scalar), "the schema registry, or its address alone"
    )
    replicas: Declared[int] | None = optional(integer(1, 100), "how many copies the broker keeps")
    partitions: Declared[int] | None = optional(
        integer(1, 100_000), "how many partitions a channel has that says nothing itself"
    )
    security: Declared[SecurityKeys] | None = optional(
        struct(SecurityKeys, "the security"), "how the broker is reached safely"
    )
    production: Declared[bool] | None = optional(flag(), "whether stricter rules hold: it carries real data")
    overrides: Declared[tuple[Entry[ChannelKeys], ...]] | None = optional(
        mapping(PATTERN, OVERRIDE), "what differs here, `retain` and `partitions`, by pattern; the most specific wins"
    )
    prefix: Declared[str] | None = optional(PREFIX, "what stands before the name of every object at the broker")
    broker_version: Declared[str] | None = optional(VERSION, "the version of the broker; today's unless said otherwise")
    admin_url: Declared[str] | None = optional(URL, "where its administration is reached, when that is not `url`")
    cluster: Declared[str] | None = optional(CLUSTER, "the broker's own name for itself; `apply` refuses every other")
    vhost: Declared[str] | None = optional(VHOST, "the virtual host of a RabbitMQ; `/` unless said otherwise")
    agent_passwords: Declared[str] | None = optional(
        SECRETS, "where `apply` finds the password of each agent's user, which it makes then; `*` is the principal"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonKeys:
    """Typed Python packages: one of all messages, and one for each agent."""

    out: Declared[str] = required(OUT, "the folder that is written, relative to the project file")
    models: Declared[Models] | None = optional(
        choice(Models), "what classes the messages of JSON Schema and Avro are; msgspec unless said otherwise"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TopologyKeys:
    """Manifests of what brokers must hold, in a folder a target and a format."""

    out: Declared[str] = required(OUT, "the folder that is written, relative to the project file")
    targets: Declared[tuple[Declared[str], ...]] | None = optional(
        listed(NAME), "the targets; all but those of `memory` unless said otherwise"
    )
    formats: Declared[tuple[Declared[ManifestFormat], ...]] | None = optional(
        listed(choice(ManifestFormat)), "the formats; all that fit a target's broker unless said otherwise"
    )
    cluster: Declared[str] | None = optional(
        LABEL, "what the broker is called in Kubernetes; the target's name unless said otherwise"
    )
    namespace: Declared[str] | None = optional(LABEL, "the namespace in Kubernetes of what is made")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputKeys:
    """One thing that `treaty generate` writes."""

    python: Declared[PythonKeys] | None = optional(struct(PythonKeys, "a Python output"), "typed Python packages")
    asyncapi: Reserved | None = reserved("an AsyncAPI 3 document")
    mcp: Reserved | None = reserved("a server of the Model Context Protocol")
    grpc: Reserved | None = reserved("gRPC services")
    topology: Declared[TopologyKeys] | None = optional(
        struct(TopologyKeys, "a topology output"), "manifests of what brokers must hold"
    )
    docs: Reserved | None = reserved("documentation of the fleet")
    monitoring: Reserved | None = reserved("dashboards and alerts")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesKeys:
    """Which rules are checked, and how much they matter."""

    select: Declared[tuple[Declared[str], ...]] | None = optional(
        listed(RULE), "rules that are checked beside the default ones"
    )
    ignore: Declared[tuple[Declared[IgnoreKeys], ...]] | None = optional(IGNORES, "rules that hold nowhere here")
    severity: Declared[tuple[Entry[Level], ...]] | None = optional(
        mapping(RULE, choice(Level)), "how much a rule's findings matter"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FragmentKeys:
    """A file that is joined to a project by `include`."""

    include: Declared[tuple[Declared[str], ...]] | None = optional(
        listed(INCLUDE, most=1000), "further files, relative to this one; `*` and `**` as in a shell"
    )
    defaults: Declared[tuple[Entry[ChannelKeys], ...]] | None = optional(
        mapping(PATTERN, DEFAULT),
        "what channels say when they say nothing themselves, by pattern; the most specific wins",
    )
    policies: Declared[tuple[Entry[PolicyKeys], ...]] | None = optional(
        mapping(NAME, struct(PolicyKeys, "a policy")), "delivery policies by name; one called `default` is everybody's"
    )
    channels: Declared[tuple[Entry[ChannelKeys], ...]] | None = optional(
        mapping(TEMPLATE, CHANNEL), "the channels by address"
    )
    agents: Declared[tuple[Entry[AgentKeys], ...]] | None = optional(
        mapping(NAME, struct(AgentKeys, "an agent")), "the agents by name"
    )
    sagas: Reserved | None = reserved("ordered steps across agents, with compensation")
    targets: Declared[tuple[Entry[TargetKeys], ...]] | None = optional(
        mapping(NAME, struct(TargetKeys, "a target")), "the environments by name"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectKeys(FragmentKeys):
    """A project of treaty: which messages exist, which channels carry them, and which agent does what."""

    treaty: Declared[int] = required(exactly(1, "`1`"), "the version of the contract language")
    name: Declared[str] = required(NAME, "the name of the project")
    description: Declared[str] | None = optional(prose(), "what it is, for people")
    schemas: Declared[str] | None = optional(
        PATH, "the folder of `*.proto`, `*.avsc` and `*.schema.json` files; `schemas/` unless said otherwise"
    )
    compatibility: Declared[Compatibility] | None = optional(
        choice(Compatibility), "which versions every message must stay compatible with; edges unless said otherwise"
    )
    envelope: Declared[Envelope] | None = optional(choice(Envelope), "how a message's attributes travel")
    generate: Declared[tuple[Declared[OutputKeys], ...]] | None = optional(
        listed(single(struct(OutputKeys, "an output")), most=100), "what `treaty generate` writes"
    )
    rules: Declared[RulesKeys] | None = optional(struct(RulesKeys, "the rules"), "which rules are checked")


PROJECT = struct(ProjectKeys, "a project")
FRAGMENT = struct(
    FragmentKeys,
    "an included file",
    {key: "it belongs into the project file" for key in keys(ProjectKeys) if key not in keys(FragmentKeys)},
)
