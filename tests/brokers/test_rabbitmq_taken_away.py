"""What an agent no longer declares is taken away at a real RabbitMQ: a routing key of its queue, and a right (P41)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.brokers.rabbit_shop import PROJECT, WITH_USERS, Place, apply, look, place, summary
from tools.rabbitmq.broker import RabbitMQ

pytestmark = pytest.mark.rabbitmq

BOTH = PROJECT.replace("commands.>]}\ntargets", "commands.price.quote.tea, commands.price.quote.milk]}\ntargets")


@pytest.fixture
def here(rabbitmq: RabbitMQ, vhost: str) -> Iterator[Place]:
    with place(rabbitmq, vhost) as found:
        yield found


def keys(here: Place, queue: str) -> list[str]:
    """The routing keys by which a queue is bound, as the management tells them."""
    found = here.http.get(f"{here.queue(queue)}/bindings").raise_for_status().json()
    return sorted(each["routing_key"] for each in found if each["source"])


def test_a_binding_that_is_no_longer_declared_is_taken_away(here: Place) -> None:
    queue = f"commands.price.quote._group.{here.vhost}.audit"
    apply(here.broker, here.system(BOTH, WITH_USERS))
    assert ["commands.price.quote.milk", "commands.price.quote.tea"] == keys(here, queue)

    fewer = here.system(BOTH.replace(", commands.price.quote.milk", ""), WITH_USERS)
    made = apply(here.broker, fewer)

    assert {f"bindings:{queue}": "update"} == summary(made)
    assert ["commands.price.quote.tea"] == keys(here, queue)
    assert {} == summary(look(here.broker, fewer))


def test_a_right_that_is_no_longer_declared_is_taken_away(here: Place) -> None:
    apply(here.broker, here.system(target=WITH_USERS))
    who = f"permissions:{here.vhost}.web"
    silent = here.system(PROJECT.replace("sends: [events.>], calls", "calls"), WITH_USERS)

    made = apply(here.broker, silent)

    assert {who: "update"} == summary(made)
    rows = here.http.get(f"/api/topic-permissions/{here.vhost}/{here.vhost}.web").raise_for_status().json()
    assert not [row for row in rows if row["exchange"] == "event" and row["write"] not in ("", "^$")]
    assert {} == summary(look(here.broker, silent))
