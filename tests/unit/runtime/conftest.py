"""Every test here has a broker and a clock of its own."""

from __future__ import annotations

import pytest

from treaty.simulation import Simulation
from treaty.transports.memory import EVERYTHING, KAFKA_LIKE, NATS_LIKE


@pytest.fixture(params=[EVERYTHING, KAFKA_LIKE, NATS_LIKE], ids=["everything", "like-Kafka", "like-NATS"])
def simulation(request: pytest.FixtureRequest) -> Simulation:
    """On each kind of broker."""
    return Simulation(request.param)
