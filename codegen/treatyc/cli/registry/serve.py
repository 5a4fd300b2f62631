"""`treaty registry serve`: the embedded registry, in the foreground, for development and tests."""

from __future__ import annotations

import errno
import gc
import os
import re
import socket

import click

from treaty.environment import REFERENCE, filled, missing
from treatyc.cli.gating import fail
from treatyc.system.registry import Dialect
from treatyc.workspace.protoc_kept import kept_protoc
from treatyc.workspace.unavailable import ToolUnavailable

try:
    from treatyc.embedded.access import Keys, guards, is_loopback
    from treatyc.embedded.foreground import Certificate, CertificateProblem, serve
    from treatyc.embedded.serving import MEMORY, listening_on, opened
    from treatyc.embedded.store import StoreProblem
except ModuleNotFoundError as lacking:
    if lacking.name not in ("anyio", "httptools", "starlette", "uvicorn"):
        raise
    advice = "get it with: pip install 'treaty[registry-server]'"
    raise ToolUnavailable(f"the server of `treaty registry serve` is not installed; {advice}") from lacking

_WHOLE_REFERENCE = re.compile(rf"{REFERENCE}\Z")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that it listens at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8081, show_default=True, help="The port; 0 takes a free one."
)
@click.option("--store", metavar="FILE", help="The file that it keeps all in; without it, nothing outlives it.")
@click.option(
    "--dialect",
    type=click.Choice([*(each.value for each in Dialect), "sound"]),
    default=Dialect.CONFLUENT.value,
    show_default=True,
    help="Whose verdicts it gives; `sound` are our own.",
)
@click.option("--user", metavar="NAME", help="Who may come in by a password.")
@click.option("--password", metavar="'${NAME}'", help="The password, read from the environment.")
@click.option("--token", metavar="'${NAME}'", help="The token that lets in, read from the environment.")
@click.option("--certificate", metavar="FILE", help="The certificate to show over TLS, with those that vouch for it.")
@click.option("--private-key", metavar="FILE", help="Its key, where that is a file of its own.")
def command(
    *,
    host: str,
    port: int,
    store: str | None,
    dialect: str,
    user: str | None,
    password: str | None,
    token: str | None,
    certificate: str | None,
    private_key: str | None,
) -> None:
    """Run a small registry for development and tests; production uses a real one.

    It speaks the API of Confluent Schema Registry, and prints its address once it answers. SIGTERM ends it, after what
    was begun.
    """
    keys = Keys(_login(user, password), _secret("--token", token) if token is not None else None)
    if private_key is not None and certificate is None:
        fail("`--private-key` belongs to a `--certificate`, which is missing")
    shown = Certificate(certificate, private_key) if certificate is not None else None
    gc.enable()  # `treaty` runs without, which suits what ends soon
    with _listening(host, port, keys) as listening:
        try:
            with kept_protoc() as protoc, opened(store or MEMORY, dialect, protoc, guards(keys)) as app:
                serve(app, listening, lambda: _tell(listening, store, keys, shown), shown)
        except (StoreProblem, CertificateProblem) as problem:
            fail(str(problem))


def _login(user: str | None, password: str | None) -> tuple[str, str] | None:
    if user is None and password is None:
        return None
    if user is None or password is None:
        fail("`--user` and `--password` belong together")
    who = _filled("--user", user)
    if ":" in who:
        fail("the name of `--user` must hold no colon, which parts it from the password")
    return who, _secret("--password", password)


def _secret(option: str, written: str) -> str:
    """The value of a secret; it is never written into the command, which other programs can see."""
    if not _WHOLE_REFERENCE.match(written):
        fail(f"`{option}` names a variable of the environment, such as '${{REGISTRY_SECRET}}', and is no secret itself")
    return _filled(option, written)


def _filled(option: str, written: str) -> str:
    if lacking := missing([written], os.environ):
        fail(f"`{option}` needs {' and '.join(lacking)} in the environment")
    return filled(written, os.environ)


def _listening(host: str, port: int, keys: Keys) -> socket.socket:
    try:
        if not keys.given and not is_loopback(host):
            advice = "give `--user` and `--password`, or `--token`"
            fail(f"{host} can be reached from other machines, and nobody would have to say who they are; {advice}")
        return listening_on(host, port)
    except (OSError, UnicodeError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            fail(f"port {port} of {host} is taken; choose another with `--port`")
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such address"
        fail(f"nothing can listen at port {port} of {host}: {reason.lower()}")


def _tell(listening: socket.socket, store: str | None, keys: Keys, certificate: Certificate | None) -> None:
    host, port, *_ = listening.getsockname()
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    click.echo(f"{'https' if certificate else 'http'}://{where}")
    click.echo(f"it keeps all in {store}" if store else "it keeps nothing when it ends; `--store FILE` does", err=True)
    if keys.given and certificate is None and not is_loopback(host):
        click.echo("passwords and tokens can be read on their way here; give `--certificate`", err=True)
