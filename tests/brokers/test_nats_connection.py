"""To whom we are connected, and that nobody else is at work there: identities, failures, and the lock of a scope."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.brokers.nats_shop import applied, broker, planned, shop, wish
from tools.nats.server import Nats
from treatyc.brokers.live import BrokerError, Lease, Locked
from treatyc.brokers.nats.lease import StreamLease
from treatyc.brokers.nats.live import NatsBroker
from treatyc.topology.plan import Scope

pytestmark = pytest.mark.nats


@pytest.fixture
def url(new_nats: Callable[[str], Nats]) -> str:
    """A server of the test's own with nothing on it."""
    return new_nats("").url


def test_two_runs_do_not_interleave(url: str) -> None:
    with broker(url, shop()) as one, broker(url, shop()) as other, one.lock(wish(shop()).request.scope, "me"):
        with pytest.raises(Locked, match='"me" is at work on shop/prod, since 20'):
            applied(other, wish(shop()))
        assert other.observe(wish(shop()).wanted, wish(shop()).request.scope).unmanaged == ()
        everything = planned(other, wish(shop()))
    assert everything.steps == everything.todo  # what the second run wished for was not begun


def test_a_lease_ends_by_itself_when_its_run_died_and_a_lost_one_is_told(url: str) -> None:
    scope = wish(shop()).request.scope
    with broker(url, shop(), lease_s=1.0) as dead, broker(url, shop()) as following:
        lost = StreamLease(dead._link, scope, "dead")
        dead._link.run(lost.take(1, 1.0))
        with _patiently(following, scope) as held:
            with pytest.raises(Locked, match='"following" is at work'):
                lost.renew()
            held.renew()
            with pytest.raises(Locked, match='"following" is at work'):
                applied(dead, wish(shop()))


def _patiently(live: NatsBroker, scope: Scope) -> AbstractContextManager[Lease]:
    deadline = time.monotonic() + 10
    while True:
        try:
            with live.lock(scope, "early"):
                pass
        except Locked:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return live.lock(scope, "following")


def test_the_wrong_cluster_is_refused(new_nats: Callable[[str], Nats]) -> None:
    url = new_nats('server_name: "east-1"\n').url
    with broker(url, shop()) as live:
        assert "east-1" == planned(live, wish(shop())).identity
        with pytest.raises(BrokerError, match="calls itself `east-1`, and the target's `cluster` is `west-1`"):
            planned(live, wish(shop(), cluster="west-1"))


@pytest.mark.parametrize(
    ("address", "security", "expected"),
    [
        ("nats://127.0.0.1:1", {}, "no connection to nats://127.0.0.1:1: "),
        ("{url}", {"username": "me", "password": "hunter2"}, "no connection to {url}: authorization violation"),
        ("http://127.0.0.1:1", {}, "the address of a NATS is nats://host:4222,host:4222"),
        ("nats://me:hunter2@127.0.0.1:1", {}, "who you are goes into `security`"),
        ("{url}", {"ca": "/nowhere/ca.pem"}, "a file of `security` cannot be used: No such file or directory"),
    ],
)
def test_what_cannot_be_connected_to_is_told_without_secrets(
    new_nats: Callable[[str], Nats], address: str, security: dict[str, str], expected: str
) -> None:
    url = new_nats("authorization { user: me, password: other }").url
    with pytest.raises(BrokerError) as told, broker(address.format(url=url), shop(), security):
        pass

    assert expected.format(url=url).lower() in str(told.value).lower()
    assert "hunter2" not in str(told.value)


def test_a_server_without_jetstream_is_told(new_nats: Callable[[str], Nats]) -> None:
    accounts = "accounts { A: { users: [ { user: a, password: a } ] } }"
    with (
        broker(new_nats(accounts).url, shop(), {"username": "a", "password": "a"}) as live,
        pytest.raises(BrokerError, match="not enabled for account"),
    ):
        planned(live, wish(shop()))
