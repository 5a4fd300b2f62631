"""The manifests of a Redis, on a real one: refused while they lack a secret, and then what `apply` would have made."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import redis as official

from tests.brokers.redis_shop import ADMIN, PASSWORDS, PROJECT, WITH_USERS, Place, look, place, shop
from tools.debian import program
from tools.redis.server import Redis
from treatyc.emit.topology.formats import FORMATS
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.redis_acl import Unwritable, line
from treatyc.system.manifest import ManifestFormat
from treatyc.system.system import System
from treatyc.topology.brokers import derive
from treatyc.topology.plan import Plan

pytestmark = pytest.mark.redis

ENVIRONMENT = {
    "U": "admin",
    "P": "admin",
    **{f"AGENT_PASSWORD_{who.upper().replace('.', '_')}": password for who, password in PASSWORDS.items()},
}


@pytest.fixture
def secured(new_redis: Callable[[Sequence[str]], Redis]) -> Iterator[tuple[Redis, Place]]:
    server = new_redis([ADMIN, "user default off"])
    with place(server, user="admin") as found:
        yield server, found


def manifest(system: System, format: ManifestFormat) -> str:
    [target] = system.targets
    resources = derive(system, target)
    made = Manifest(system, target, resources, cluster="", namespace="", folder="generated/topology/prod")
    [file] = FORMATS[format](made)
    return file.content.decode()


def filled(text: str) -> str:
    """As `envsubst` does it, with the digests that whoever loads the file counts."""
    digests = {f"{name}_SHA256": hashlib.sha256(value.encode()).hexdigest() for name, value in ENVIRONMENT.items()}
    return re.sub(r"\$\{(\w+)\}", lambda found: {**ENVIRONMENT, **digests}[found.group(1)], text)


def differing(plan: Plan, kinds: set[str]) -> list[str]:
    """What a look finds otherwise than the contracts say, whoever's mark is on it."""
    return [
        step.address
        for step in plan.steps
        if step.resource.kind in kinds and (step.changes or step.found is None or step.wanted is None)
    ]


def run(script: str, url: str, **environment: str) -> subprocess.CompletedProcess[str]:
    cli = program("redis-cli", "redis-tools")  # comes with the server
    known = {"PATH": f"{cli.parent}:/usr/bin:/bin", "REDIS_URL": url, **ENVIRONMENT, **environment}
    return subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=False, env=known)


def test_the_acl_file_holds_no_secret_and_is_refused_until_it_is_filled(secured: tuple[Redis, Place]) -> None:
    server, there = secured
    text = manifest(shop(target=WITH_USERS), ManifestFormat.REDIS_ACL)
    assert not any(value in text for value in PASSWORDS.values())
    server.acl_file.write_text(text)

    with pytest.raises(official.ResponseError, match="password hash must be exactly 64 characters"):
        there.client.acl_load()


def test_the_filled_acl_file_is_what_apply_would_have_made(secured: tuple[Redis, Place]) -> None:
    server, there = secured
    system = shop(target=WITH_USERS)
    server.acl_file.write_text(filled(manifest(system, ManifestFormat.REDIS_ACL)))
    there.client.acl_load()

    assert [] == differing(look(there.broker, system), {"user", "permissions"})
    with there.login("shop.web") as web:
        web.xadd("events.order.placed", {"body": "x"})
    with official.Redis.from_url(there.url) as nobody, pytest.raises(official.AuthenticationError):
        nobody.ping()


def test_the_script_says_why_no_redis_answers() -> None:
    told = run(manifest(shop(target=WITH_USERS), ManifestFormat.REDIS_SETUP), "redis://127.0.0.1:1")

    assert (1, True, False) == (told.returncode, "refused" in told.stderr, "is no stream" in told.stderr)


def test_the_script_makes_what_apply_would_have_made_and_may_be_run_again(secured: tuple[Redis, Place]) -> None:
    server, there = secured
    system = shop(target=WITH_USERS)
    script = manifest(system, ManifestFormat.REDIS_SETUP)
    assert not any(value in script for value in PASSWORDS.values())
    first = run(script, server.url)
    there.client.xadd("events.order.placed", {"body": "since then"})
    again = run(script, server.url)

    assert [(0, "", "")] * 2 == [(each.returncode, each.stdout, each.stderr) for each in (first, again)]
    assert [] == differing(look(there.broker, system), {"stream", "group", "user", "permissions"})
    assert 1 == there.client.xlen("events.order.placed")
    # A group that was there stays where it was, and one of `start: latest` began before what came since.
    read = [
        there.client.xreadgroup(group, "c", {"events.order.placed": ">"}) for group in ("shop.audit", "shop.billing")
    ]
    assert [1, 1] == [len(each) for each in read]
    with there.login("shop.web") as web:
        assert web.ping()


def test_the_script_stops_at_a_key_of_another_type_and_without_a_secret(secured: tuple[Redis, Place]) -> None:
    server, there = secured
    script = manifest(shop(target=WITH_USERS), ManifestFormat.REDIS_SETUP)
    lacking = run(script, server.url, AGENT_PASSWORD_SHOP_AUDIT="")
    assert lacking.returncode != 0
    assert "AGENT_PASSWORD_SHOP_AUDIT" in lacking.stderr
    assert ["admin", "default"] == there.client.acl_users()

    there.client.flushall()
    there.client.set("events.order.placed", "a cache")
    stopped = run(script, server.url)
    assert (1, "events.order.placed is no stream: find out who made it, and rename it\n") == (
        stopped.returncode,
        stopped.stderr,
    )


def test_the_script_stops_where_no_redis_answers_or_lets_it_in(secured: tuple[Redis, Place]) -> None:
    server, _ = secured
    script = manifest(shop(target=WITH_USERS), ManifestFormat.REDIS_SETUP)

    assert 0 != run(script, "redis://127.0.0.1:1").returncode
    assert 0 != run(script, server.url, P="guessed").returncode


def test_a_target_without_users_has_a_script_and_no_acl_file(redis: Redis, redis_database: int) -> None:
    system = shop()
    [target] = system.targets
    made = Manifest(system, target, derive(system, target), cluster="", namespace="", folder="generated/topology/prod")
    assert () == FORMATS[ManifestFormat.REDIS_ACL](made)

    done = run(manifest(system, ManifestFormat.REDIS_SETUP), f"{redis.url}/{redis_database}")

    assert (0, "") == (done.returncode, done.stderr)
    with place(redis, redis_database) as there:
        assert [] == differing(look(there.broker, system), {"stream", "group"})


def test_manifests_are_the_same_byte_for_byte_and_say_where_things_were_declared() -> None:
    for each in (ManifestFormat.REDIS_ACL, ManifestFormat.REDIS_SETUP):
        assert manifest(shop(target=WITH_USERS), each) == manifest(shop(target=WITH_USERS), each)
    script = manifest(shop(PROJECT, WITH_USERS), ManifestFormat.REDIS_SETUP)
    assert "# channel `events.order.placed` (treaty.yaml:5)\nstream events.order.placed\n" in script


@pytest.mark.parametrize("name", ["two words", "a\nuser root on nopass ~* +@all", "", "tab\t", "zero\0"])
def test_a_word_that_would_be_several_is_never_written(name: str) -> None:
    """BROKERS.md 3.1: lines of an ACL file are split at spaces and ends of lines."""
    with pytest.raises(Unwritable):
        line("user", name, "on")


def test_the_script_is_one_that_a_shell_takes(tmp_path: Path) -> None:
    script = tmp_path / "setup.sh"
    script.write_text(manifest(shop(target=WITH_USERS), ManifestFormat.REDIS_SETUP))

    assert 0 == subprocess.run(["/bin/sh", "-n", str(script)], check=False).returncode
