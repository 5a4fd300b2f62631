"""TLS: a certificate that nobody vouches for is refused, and the target's `ca` is trusted beside the machine's own."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.unit.registry.answering import Said, answering
from treaty.registry.client import Client, Patience
from treaty.registry.connection import Connection
from treaty.registry.problem import Unreachable

DAY = dt.timedelta(days=1)
QUICK = Patience(attempts=1, answer_s=5.0)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "registry")])
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
    file = tmp_path / "registry.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return file


def speaking_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    with answering(lambda _question, _number: Said(), speaking_tls(certificate)) as server:
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            async with Client(Connection((server.url,)), QUICK) as client:
                await client.get("/subjects")
        assert [] == server.asked


async def test_the_authority_of_the_target_is_trusted(certificate: Path) -> None:
    with answering(lambda _question, _number: Said(), speaking_tls(certificate)) as server:
        async with Client(Connection((server.url,), ca=str(certificate)), QUICK) as client:
            assert [] == await client.get("/subjects")


async def test_a_certificate_of_ours_is_shown_to_who_asks(certificate: Path) -> None:
    context = speaking_tls(certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(certificate)
    file = str(certificate)
    with answering(lambda _question, _number: Said(), context) as server:
        where = Connection((server.url,), ca=file, certificate=file, private_key=file)
        async with Client(where, QUICK) as client:
            assert [] == await client.get("/subjects")


async def test_a_server_that_wants_a_certificate_does_not_answer_without_one(certificate: Path) -> None:
    context = speaking_tls(certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(certificate)
    with answering(lambda _question, _number: Said(), context) as server:
        with pytest.raises(Unreachable):
            async with Client(Connection((server.url,), ca=str(certificate)), QUICK) as client:
                await client.get("/subjects")
        assert [] == server.asked


def test_a_key_that_wants_a_passphrase_is_told_and_asks_nobody(certificate: Path, tmp_path: Path) -> None:
    """OpenSSL would ask at the terminal, and a pipeline would wait for ever."""
    key = serialization.load_pem_private_key(certificate.read_bytes(), None)
    locked = tmp_path / "locked.pem"
    locked.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"hunter2"),
        )
    )
    where = Connection(("https://127.0.0.1:1",), certificate=str(certificate), private_key=str(locked))
    with pytest.raises(Unreachable, match="for TLS cannot be used"):
        Client(where, QUICK)
