"""Frames and headers that no agent of ours writes, and what a test of an agent sees of frames."""

from __future__ import annotations

import msgspec
import pytest

from tests.transports.fleet import Job, sender_type
from tests.unit.runtime.test_frame_delivery import BODY, BUNDLE, FLEET, OURS, refused
from treaty.errors import ContractError
from treaty.registry.bundle import Where, read_bundle
from treaty.registry.frame import write
from treaty.simulation import Simulation


async def test_a_framed_message_of_ours_has_its_type() -> None:
    """A handler would meet its absence otherwise, and the message be tried again for nothing."""
    headers = {name: written for name, written in OURS.items() if name != "ce_type"}
    assert ("undecodable", "headers are missing: ce_type") == await refused(write(17) + BODY, headers)


@pytest.mark.parametrize("steps", ["[-1]", "[2147483648]", str([0] * 33)], ids=["negative", "large", "long"])
def test_a_way_that_no_frame_can_hold_is_told_at_start(steps: str) -> None:
    known = f'{{"subjects":{{}},"reads":[{{"message":"m","version":"1.0","ids":{{"id":5,"steps":{steps}}}}}]}}'
    prod = f'{{"address":{{"target":"prod","url":"u"}},"channels":{{"events.job":{known}}}}}'
    with pytest.raises(ContractError, match=r"^registry\.json of this package cannot be read: Expected .*steps"):
        read_bundle(f'{{"form":1,"targets":{{"prod":{prod}}}}}'.encode(), "prod")


async def test_an_id_of_a_message_that_is_no_text_is_a_dead_letter_that_can_be_looked_at() -> None:
    assert ("undecodable", "header ce_type is not UTF-8") == await refused(
        write(17) + BODY, {"ce_id": b"\xff", "ce_type": b"\xff"}
    )


@pytest.mark.parametrize("where", list(Where))
async def test_a_simulation_shows_what_was_sent_with_a_frame(where: Where) -> None:
    simulation = Simulation()
    bundle = msgspec.structs.replace(BUNDLE, frame=where)
    async with simulation.agent(FLEET.sender, object(), sender_type(FLEET), registry=bundle) as agent:
        await agent.client.send_job(Job(key="k", number=1))
    assert [Job(key="k", number=1)] == [message.payload for message in simulation.sent(FLEET.jobs)]
