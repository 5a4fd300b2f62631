"""A NATS behind TLS: its certificate is checked, ours is shown, and no password is sent in clear."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.brokers.nats_shop import broker, planned, shop, wish
from tools.nats.server import Nats
from treatyc.brokers.live import BrokerError
from treatyc.topology.plan import Plan

pytestmark = pytest.mark.nats

DAY = dt.timedelta(days=1)


@pytest.fixture
def certificate(tmp_path: Path) -> str:
    """One for 127.0.0.1 that vouches for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nats")])
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
    file = tmp_path / "nats.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return str(file)


@pytest.fixture
def url(new_nats: Callable[[str], Nats], certificate: str) -> str:
    """Where it speaks TLS alone, with who has a certificate."""
    files = f'cert_file: "{certificate}", key_file: "{certificate}", ca_file: "{certificate}"'
    return new_nats(f"tls {{ {files}, verify: true }}").url


def looked(url: str, **security: str) -> Plan:
    with broker(url, shop(), security) as live:
        return planned(live, wish(shop()))


@pytest.mark.parametrize(("scheme", "words"), [("tls", {}), ("nats", {"protocol": "tls"}), ("nats", {})])
def test_a_nats_behind_tls_is_reached_by_its_scheme_or_by_the_targets_security(
    url: str, certificate: str, scheme: str, words: dict[str, str]
) -> None:
    ours = {"ca": certificate, "certificate": certificate, "private_key": certificate}

    assert looked(url.replace("nats:", f"{scheme}:"), **ours, **words).todo


def test_a_certificate_that_nobody_vouches_for_is_refused(url: str, certificate: str) -> None:
    with pytest.raises(BrokerError, match="CERTIFICATE_VERIFY_FAILED"):
        looked(url, certificate=certificate, private_key=certificate)


def test_a_certificate_for_another_host_is_refused(url: str, certificate: str) -> None:
    ours = {"ca": certificate, "certificate": certificate, "private_key": certificate}

    with pytest.raises(BrokerError, match="Hostname mismatch"):
        looked(url.replace("127.0.0.1", "localhost"), **ours)


def test_who_shows_no_certificate_is_turned_away(url: str, certificate: str) -> None:
    with pytest.raises(BrokerError, match="no connection"):
        looked(url, ca=certificate)


@pytest.mark.parametrize(
    ("scheme", "words"), [("tls", {}), ("nats", {"protocol": "tls"}), ("nats", {"protocol": "sasl_tls"})]
)
def test_a_server_that_speaks_no_tls_gets_no_password(
    new_nats: Callable[[str], Nats], certificate: str, scheme: str, words: dict[str, str]
) -> None:
    """Somebody in between could take the word TLS out of what a server says first."""
    clear = new_nats("authorization { user: me, password: word }").url.replace("nats:", f"{scheme}:")

    with pytest.raises(BrokerError, match="speaks no TLS"):
        looked(clear, ca=certificate, username="me", password="word", **words)  # noqa: S106 - of a server that is gone soon
