"""How a target's references become the addresses of a registry, and what is kept out of every text."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from treaty.registry import connection
from treaty.registry.connection import Bearer, Connection, Headers, Login
from treaty.registry.connection import resolve as resolved
from treaty.registry.problem import ConnectionUnknown
from treatyc.registry.address import address_of
from treatyc.source import Span
from treatyc.system.registry import ClientCredentials, Registry, Token
from treatyc.system.target import Broker, Target

ENVIRONMENT = {"HOST": "one:8081", "ME": "reader", "PASS": "p@ss/w:rd", "CA": "/etc/ca.pem"}


def target(
    registry: str | None,
    tls: tuple[tuple[str, str], ...] = (),
    authentication: Token | ClientCredentials | None = None,
) -> Target:
    here = Span("treaty.yaml")
    found = Registry(registry, here, tls=tls, authentication=authentication) if registry else None
    return Target("prod", here, Broker.KAFKA, (), registry=found)


def resolve(target: Target, environment: Mapping[str, str]) -> Connection:
    return resolved(address_of(target), environment)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://${HOST}", Connection(("https://one:8081",))),
        ("https://${HOST}/apis/ccompat/v7/", Connection(("https://one:8081/apis/ccompat/v7",))),
        ("http://[::1]:8081", Connection(("http://[::1]:8081",))),
        ("https://a,https://b:1/x", Connection(("https://a", "https://b:1/x"))),
        # Before the `@` a value is what it is: a password needs no escapes.
        ("https://${ME}:${PASS}@${HOST}", Connection(("https://one:8081",), Login("reader", "p@ss/w:rd"))),
        ("https://${ME}@${HOST}", Connection(("https://one:8081",), Login("reader", ""))),
        ("${WHOLE}", Connection(("https://one:8081",), Login("me", "p@ss"))),
        ("${SEVERAL}", Connection(("https://one", "https://two"), Login("me", "pass"))),
    ],
)
def test_references_are_read_from_the_environment(written: str, expected: Connection) -> None:
    whole = {"WHOLE": "https://me:p%40ss@one:8081", "SEVERAL": "https://me:pass@one, https://two"}
    assert expected == resolve(target(written), ENVIRONMENT | whole)


def test_the_files_of_tls_are_references_too() -> None:
    assert Connection(("https://one:8081",), ca="/etc/ca.pem") == resolve(
        target("https://${HOST}", (("ca", "${CA}"),)), ENVIRONMENT
    )


def test_a_token_is_a_reference_too() -> None:
    written = target("https://${HOST}", authentication=Token("${TOKEN}"))

    assert Connection(("https://one:8081",), Bearer("abc.def==")) == resolve(
        written, ENVIRONMENT | {"TOKEN": "abc.def=="}
    )


@pytest.mark.parametrize("value", ["hunter2 hunter2", "hunter2\r\nX-Evil: 1", "hunter2é", "=hunter2"])
def test_a_token_that_is_none_is_refused_without_repeating_it(value: str) -> None:
    with pytest.raises(ConnectionUnknown, match="`token` is none") as unknown:
        resolve(target("https://${HOST}", authentication=Token("${TOKEN}")), ENVIRONMENT | {"TOKEN": value})

    assert "hunter2" not in repr(unknown.value)


def with_headers(*headers: tuple[str, str]) -> Target:
    here = Span("treaty.yaml")
    registry = Registry("https://${HOST}", here, headers=headers)
    return Target("prod", here, Broker.KAFKA, (), registry=registry)


def test_headers_are_references_too() -> None:
    """Confluent's cloud wants to know the cluster and the pool of identities that a token is for."""
    written = with_headers(("target-sr-cluster", "${CLUSTER}"), ("confluent-identity-pool-id", "${POOL}"))
    found = resolve(written, ENVIRONMENT | {"CLUSTER": "lsrc-1", "POOL": "pool-2"})

    assert Headers((("confluent-identity-pool-id", "pool-2"), ("target-sr-cluster", "lsrc-1"))) == found.headers
    assert "lsrc-1" not in repr(found)
    with pytest.raises(ConnectionUnknown, match="target `prod` needs CLUSTER and POOL in the environment"):
        resolve(written, ENVIRONMENT)


@pytest.mark.parametrize("value", ["hunter2\r\nx-evil: 1", "hunter2\n", "hunter2é", "hunter2\x00"])
def test_a_header_that_is_none_is_refused_without_repeating_it(value: str) -> None:
    with pytest.raises(ConnectionUnknown, match="header `x-key` has a value that no header can have") as unknown:
        resolve(with_headers(("x-key", "${KEY}")), ENVIRONMENT | {"KEY": value})

    assert "hunter2" not in repr(unknown.value)


def credentials(url: str) -> ClientCredentials:
    return ClientCredentials(url, "${ME}", "${PASS}", "read")


@pytest.mark.parametrize(
    "url", ["https://sso/token", "http://127.0.0.1:9/token", "http://[::1]/token", "http://localhost/t?x=1"]
)
def test_client_credentials_are_references_too(url: str) -> None:
    shown = connection.ClientCredentials(url, "reader", "p@ss/w:rd", "read")

    assert Connection(("https://one:8081",), shown) == resolve(
        target("https://${HOST}", authentication=credentials(url)), ENVIRONMENT
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://sso/token",
        "http://10.0.0.1/token",
        "http://127.0.0.1.evil.com/token",
        "http://localhost@evil.com/token",
        "https://me:hunter2@sso/token",
        "https://sso/token#hunter2",
        "https://sso:port/token",
        "ftp://sso/token",
        "sso/token",
        "https:///token",
    ],
)
def test_a_secret_is_shown_to_no_endpoint_that_others_can_read_along_with(url: str) -> None:
    with pytest.raises(ConnectionUnknown, match="`http` is for this machine alone") as unknown:
        resolve(target("https://${HOST}", authentication=credentials("${SSO}")), ENVIRONMENT | {"SSO": url})

    assert "hunter2" not in repr(unknown.value)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, "target `prod` has no `registry`"),
        ("https://${NOBODY}:${NOTHING}@${HOST}", "target `prod` needs NOBODY and NOTHING in the environment"),
    ],
)
def test_what_is_missing_is_named(written: str | None, expected: str) -> None:
    with pytest.raises(ConnectionUnknown) as unknown:
        resolve(target(written), ENVIRONMENT)

    assert expected == str(unknown.value)


@pytest.mark.parametrize(
    "value",
    [
        "one:8081",
        "ftp://me:hunter2@one",
        "https://",
        "https://me:hunter2@",
        "https://me:hunter2@one:port",
        "https://me:hunter2@one:99999",
        "https://[me:hunter2",
        "https://one?token=hunter2",
        "https://one#hunter2",
        ",",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(value: str) -> None:
    with pytest.raises(ConnectionUnknown, match="https://host:8081") as unknown:
        resolve(target("${REGISTRY_URL}"), {"REGISTRY_URL": value})

    assert "hunter2" not in repr(unknown.value)
    assert unknown.value.__cause__ is None


def test_a_connection_never_prints_its_secrets() -> None:
    assert "hunter2" not in repr(Connection(("https://one",), Login("me", "hunter2")))
    assert "hunter2" not in repr(Login("me", "hunter2"))
