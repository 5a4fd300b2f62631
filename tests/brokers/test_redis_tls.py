"""A Redis behind TLS: its certificate is checked, and ours is shown where it asks for one."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import redis as official
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.brokers.redis_shop import look, shop
from tools.redis.server import Redis
from tools.server import free_ports
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError
from treatyc.brokers.redis.live import open_broker
from treatyc.topology.plan import Plan

pytestmark = pytest.mark.redis

DAY = dt.timedelta(days=1)


@pytest.fixture
def certificate(tmp_path: Path) -> str:
    """One for 127.0.0.1 that vouches for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "redis")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - DAY, now + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "redis.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return str(file)


@pytest.fixture
def port(new_redis: Callable[[Sequence[str]], Redis], certificate: str) -> int:
    """Where it speaks TLS alone, with who has a certificate."""
    (free,) = free_ports(1)
    with official.Redis.from_url(new_redis([]).url) as client:
        for name in ("tls-cert-file", "tls-key-file", "tls-ca-cert-file"):
            client.config_set(name, certificate)
        client.config_set("tls-port", free)
    return free


def looked(url: str, **security: str) -> Plan:
    [target] = shop().targets
    broker = open_broker(target, Connection(url, security, url))
    try:
        return look(broker, shop())
    finally:
        broker.close()


@pytest.mark.parametrize(("scheme", "words"), [("rediss", {}), ("redis", {"protocol": "tls"})])
def test_a_redis_behind_tls_is_reached_by_its_scheme_or_by_the_targets_security(
    port: int, certificate: str, scheme: str, words: dict[str, str]
) -> None:
    ours = {"ca": certificate, "certificate": certificate, "private_key": certificate}

    assert looked(f"{scheme}://127.0.0.1:{port}", **ours, **words).todo


def test_a_certificate_that_nobody_vouches_for_is_refused(port: int, certificate: str) -> None:
    with pytest.raises(BrokerError, match="CERTIFICATE_VERIFY_FAILED"):
        looked(f"rediss://127.0.0.1:{port}", certificate=certificate, private_key=certificate)


def test_a_certificate_for_another_host_is_refused(port: int, certificate: str) -> None:
    ours = {"ca": certificate, "certificate": certificate, "private_key": certificate}

    with pytest.raises(BrokerError, match="Hostname mismatch"):
        looked(f"rediss://localhost:{port}", **ours)


def test_who_shows_no_certificate_is_turned_away(port: int, certificate: str) -> None:
    with pytest.raises(BrokerError, match="no answer"):
        looked(f"rediss://127.0.0.1:{port}", ca=certificate)
