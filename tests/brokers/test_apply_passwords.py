"""Passwords of agents' users on the command line: asked for before anything is done, shown nowhere, set anew on a word.

On a Redis of the test's own, for its users are shared by all of its databases.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import redis as official
from click.testing import CliRunner, Result

from tests.shop import tree_of
from tools.redis.server import Redis
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.cli.group import group

pytestmark = pytest.mark.redis

ADMIN = "user admin on >admin ~* &* +@all"
PROJECT = """
channels:
  events.order.placed:
    {kind: event, message: shop.v1.OrderPlaced, retain: 30d, description: An order came., owner: a-team}
agents:
  web: {sends: [events.order.placed], description: Takes orders., owner: a-team}
  billing: {receives: [events.order.placed], description: Bills., owner: a-team}
targets:
  prod:
    broker: redis
    url: "${REDIS_URL}"
    broker_version: "7.0.15"
    agent_passwords: "${SECRET_OF_*}"
    security: {username: "${REDIS_USER}", password: "${REDIS_PASSWORD}"}
"""
SECRETS = {"SECRET_OF_SHOP_WEB": "hush of web", "SECRET_OF_SHOP_BILLING": "hush of billing"}


@pytest.fixture
def server(new_redis: Callable[[Sequence[str]], Redis]) -> Redis:
    return new_redis([ADMIN, "user default off"])


@pytest.fixture
def treaty(server: Redis, tmp_path: Path) -> Callable[..., Result]:
    for source in tree_of([ExampleFile(PROJECT_FILE, PROJECT)]):
        file = tmp_path / source.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source.text)

    def run(*words: str, **secrets: str) -> Result:
        place = ["--target", "prod", "--project", str(tmp_path / PROJECT_FILE), "--root", str(tmp_path)]
        known = {"REDIS_URL": server.url, "REDIS_USER": "admin", "REDIS_PASSWORD": "admin"}
        result = CliRunner().invoke(group, [*words, *place], env={**known, **secrets})
        assert [] == [secret for secret in ("hush", "admin:admin") if secret in result.output]
        return result

    return run


def enters(server: Redis, user: str, password: str) -> bool:
    with official.Redis(server.host, server.port, username=user, password=password) as client:
        try:
            return bool(client.ping())
        except official.AuthenticationError:
            return False
        except official.ResponseError as refused:  # he is in, and may not ping
            return "NOPERM" in str(refused)


def users(server: Redis) -> set[str]:
    with official.Redis(server.host, server.port, username="admin", password="admin") as client:  # noqa: S106 - a test's
        return {str(line).split()[1] for line in client.acl_list()} - {"admin", "default"}


def test_a_password_that_is_missing_is_named_before_anything_is_done(
    treaty: Callable[..., Result], server: Redis
) -> None:
    refused = treaty("apply", SECRET_OF_SHOP_WEB=SECRETS["SECRET_OF_SHOP_WEB"])

    assert 2 == refused.exit_code
    assert "treaty: target `prod` needs SECRET_OF_SHOP_BILLING in the environment\n" in refused.output
    assert set() == users(server)


def test_users_are_made_with_their_passwords_which_no_plan_shows(
    treaty: Callable[..., Result], server: Redis, tmp_path: Path
) -> None:
    """BROKERS.md 1.2.8."""
    file = tmp_path / "plan.json"
    planned = treaty("plan", "-o", str(file), "-v", **SECRETS)
    applied = treaty("apply", str(file), **SECRETS)

    assert (1, 0) == (planned.exit_code, applied.exit_code)
    assert "hush" not in file.read_text()
    assert enters(server, "shop.web", "hush of web")
    assert not enters(server, "shop.web", "hush of billing")
    assert 0 == treaty("plan").exit_code, "a plan needs no password"


def test_a_password_is_set_anew_on_a_word_for_its_user_alone(treaty: Callable[..., Result], server: Redis) -> None:
    treaty("apply", **SECRETS)
    new = {"SECRET_OF_SHOP_WEB": "hush, new", "SECRET_OF_SHOP_BILLING": "hush, new too"}

    assert 0 == treaty("apply", **new).exit_code
    assert enters(server, "shop.web", "hush of web"), "nobody asked for it"
    lacking = treaty("apply", "--rotate", "user:shop.web")
    rotated = treaty("apply", "--rotate", "user:shop.web", **new)

    assert (2, True) == (lacking.exit_code, "needs SECRET_OF_SHOP_WEB in the environment" in lacking.output)
    assert (0, "apply: 1 changed; all is as wanted") == (rotated.exit_code, rotated.output.splitlines()[-1])
    assert (True, False) == (enters(server, "shop.web", "hush, new"), enters(server, "shop.web", "hush of web"))
    assert enters(server, "shop.billing", "hush of billing")
