"""The part of the contract language that says how servers are reached, and what stands at a registry; no secrets."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from treatyc.load.scalars import CONTEXT, HEADER, SECRET, URL, WORDS
from treatyc.load.shape import Declared, Entry, choice, mapping
from treatyc.load.struct import optional, required, struct
from treatyc.system.registry import Dialect, Frame, KeyForm, Registering, Strategy


class Protocol(enum.Enum):
    """What protects the connection to a broker."""

    PLAINTEXT = "plaintext"
    TLS = "tls"
    SASL_PLAINTEXT = "sasl_plaintext"
    SASL_TLS = "sasl_tls"


class Mechanism(enum.Enum):
    """How an agent shows who it is."""

    PLAIN = "plain"
    SCRAM_SHA_256 = "scram-sha-256"
    SCRAM_SHA_512 = "scram-sha-512"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityKeys:
    """How an environment's broker is reached safely; secrets are references only."""

    protocol: Declared[Protocol] | None = optional(choice(Protocol), "what protects the connection")
    mechanism: Declared[Mechanism] | None = optional(choice(Mechanism), "how an agent shows who it is")
    username: Declared[str] | None = optional(SECRET, "the name that it shows")
    password: Declared[str] | None = optional(SECRET, "the password that it shows")
    ca: Declared[str] | None = optional(SECRET, "the file of the authorities that are trusted")
    certificate: Declared[str] | None = optional(SECRET, "the file of the certificate that it shows")
    private_key: Declared[str] | None = optional(SECRET, "the file of the certificate's key")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticationKeys:
    """How we show a registry who we are, where its address does not: a token, or credentials that are good for one."""

    token: Declared[str] | None = optional(SECRET, "a bearer token")
    token_url: Declared[str] | None = optional(URL, "where OAuth gives tokens for client credentials")
    client_id: Declared[str] | None = optional(SECRET, "the client's name at `token_url`")
    client_secret: Declared[str] | None = optional(SECRET, "its secret")
    scope: Declared[str] | None = optional(WORDS, "the scopes that are asked for")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryKeys:
    """A schema registry that speaks the Confluent API, and how schemas and messages stand there."""

    url: Declared[str] = required(URL, "where it is; several servers with commas between")
    subjects: Declared[Strategy] | None = optional(
        choice(Strategy), "what names a schema's subject; the topic unless said otherwise"
    )
    context: Declared[str] | None = optional(CONTEXT, "the context that all subjects are in; the default one otherwise")
    frame: Declared[Frame] | None = optional(
        choice(Frame), "where a message names its schema; before the payload unless said otherwise"
    )
    keys: Declared[KeyForm] | None = optional(
        choice(KeyForm), "what keys are on the wire: plain text unless said otherwise, or Avro under `<topic>-key`"
    )
    register: Declared[Registering] | None = optional(
        choice(Registering), "whether agents register what they write when they start; never unless said otherwise"
    )
    dialect: Declared[Dialect] | None = optional(
        choice(Dialect), "whose verdicts it gives, to predict them offline; those of Confluent unless said otherwise"
    )
    authentication: Declared[AuthenticationKeys] | None = optional(
        struct(AuthenticationKeys, "the authentication"), "how we show who we are"
    )
    headers: Declared[tuple[Entry[str], ...]] | None = optional(
        mapping(HEADER, SECRET), "what else goes with each question, such as `target-sr-cluster` for Confluent's cloud"
    )
    ca: Declared[str] | None = optional(SECRET, "the file of the authorities that are trusted")
    certificate: Declared[str] | None = optional(SECRET, "the file of the certificate that is shown")
    private_key: Declared[str] | None = optional(SECRET, "the file of the certificate's key")
