"""Plan and apply on a real RabbitMQ: what is made, changed, blocked and left alone (BROKERS.md 1.2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.brokers.rabbit_shop import PROJECT, WITH_USERS, Place, apply, do, drifted, look, place, problems, summary
from tools.rabbitmq.broker import RabbitMQ
from treatyc.topology.brokers import derive
from treatyc.topology.resource import address

pytestmark = pytest.mark.rabbitmq

PLACED = "events.order.placed"


@pytest.fixture
def here(rabbitmq: RabbitMQ, vhost: str) -> Iterator[Place]:
    with place(rabbitmq, vhost) as found:
        yield found


def test_an_empty_virtual_host_is_filled_and_a_second_plan_is_empty(here: Place) -> None:
    """P15, P16, P40, P41."""
    system = here.system(target=WITH_USERS)
    made = apply(here.broker, system)
    second = look(here.broker, system)

    assert {address(each) for each in derive(system, system.targets[0])} - {f"vhost:{here.vhost}"} == set(summary(made))
    assert {} == summary(second)
    assert [] == drifted(here.broker, system)
