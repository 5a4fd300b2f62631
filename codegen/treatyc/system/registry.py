"""The schema registry of a target: how it is reached, and how schemas and messages stand there."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from treatyc.source import Place


class Dialect(enum.StrEnum):
    """A registry as it decides; Confluent's has two policies for JSON Schema."""

    CONFLUENT = "confluent"
    CONFLUENT_LENIENT = "confluent-lenient"
    KARAPACE = "karapace"
    APICURIO = "apicurio"


class Strategy(enum.Enum):
    """What names the subject of a message's schema: its topic, its own full name, or both."""

    TOPIC = "topic"
    RECORD = "record"
    TOPIC_RECORD = "topic-record"


class Frame(enum.Enum):
    """Where a message says which schema it was written with: before its payload, or in its headers."""

    PAYLOAD = "payload"
    HEADERS = "headers"


class KeyForm(enum.Enum):
    """What a message's key is on the wire: its plain text, or an Avro primitive behind a frame of its own."""

    PLAIN = "plain"
    AVRO = "avro"


class Registering(enum.Enum):
    """Whether an agent registers, when it starts, what it writes."""

    NEVER = "never"
    AT_START = "at-start"


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token; the text is a `${NAME}` reference."""

    token: str


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth 2, client credentials (RFC 6749, 4.4): a token is asked for at `url`, and again before it ends."""

    url: str
    client_id: str
    client_secret: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Registry:
    """A target's registry. `url`, `authentication` and `tls` keep `${NAME}` references, resolved at run time only.

    `url` may list several servers with commas between. `tls` are sorted pairs of `ca`, `certificate` and `private_key`,
    `headers` of the names of further headers and the references that give what they say.
    """

    url: str
    place: Place
    strategy: Strategy = Strategy.TOPIC
    context: str | None = None
    frame: Frame = Frame.PAYLOAD
    keys: KeyForm = KeyForm.PLAIN
    register: Registering = Registering.NEVER
    dialect: Dialect = Dialect.CONFLUENT
    authentication: Token | ClientCredentials | None = None
    tls: tuple[tuple[str, str], ...] = field(default=())
    headers: tuple[tuple[str, str], ...] = field(default=())
