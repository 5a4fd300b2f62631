"""What may be committed: a law over all orders of settling, which no broker could be made to show."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from treaty.transports.kafka_watermark import Watermark


class WatermarkModel(RuleBasedStateMachine):
    """A partition whose offsets have gaps, delivered in order and settled in any."""

    def __init__(self) -> None:
        super().__init__()
        self.watermark = Watermark(1, "orders", 0)
        self.delivered: list[int] = []
        self.settled: set[int] = set()
        self.next = 0

    @rule(gap=st.integers(0, 3))
    def deliver(self, gap: int) -> None:
        offset = self.next + gap
        assert self.watermark.deliver(offset)
        self.delivered.append(offset)
        self.next = offset + 1

    @precondition(lambda self: self.delivered)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        offset = data.draw(st.sampled_from(self.delivered))
        self.watermark.settle(offset)
        self.settled.add(offset)

    @precondition(lambda self: self.delivered)
    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        assert not self.watermark.deliver(data.draw(st.sampled_from(self.delivered)))

    @invariant()
    def everything_before_the_committable_offset_is_settled_and_the_next_is_not(self) -> None:
        open_offsets = [offset for offset in self.delivered if offset not in self.settled]
        before = [offset for offset in self.delivered if not open_offsets or offset < open_offsets[0]]

        assert self.watermark.committable == (before[-1] + 1 if before else None)
        assert self.watermark.is_drained == (not open_offsets)


TestWatermarkModel = WatermarkModel.TestCase


@given(st.permutations(range(20)))
def test_nothing_is_committed_past_a_message_that_is_not_settled(order: list[int]) -> None:
    """faust#606, faststream#2618: concurrency or a failed handler must not commit over a gap."""
    watermark = Watermark(1, "orders", 0)
    for offset in range(20):
        watermark.deliver(offset)
    for offset in order:
        if offset != 7:
            watermark.settle(offset)

    assert watermark.committable == 7


def test_what_is_left_when_a_partition_goes_away_is_what_was_not_settled() -> None:
    watermark = Watermark(1, "orders", 0)
    for offset in range(5):
        watermark.deliver(offset)
    watermark.settle(0)
    watermark.settle(3)

    assert watermark.close() == ((watermark, 1), (watermark, 2), (watermark, 4))


def test_settling_after_the_partition_went_away_moves_nothing() -> None:
    """aiokafka#929: the partition's new owner alone commits it from then on."""
    watermark = Watermark(1, "orders", 0)
    watermark.deliver(0)
    watermark.close()
    watermark.settle(0)

    assert watermark.committable is None
    assert not watermark.deliver(1)


def test_a_partition_that_came_back_is_a_new_one_to_old_positions() -> None:
    before, after = Watermark(1, "orders", 0), Watermark(1, "orders", 0)
    before.deliver(5)
    before.close()
    after.deliver(5)
    before.settle(5)

    assert after.committable is None
    assert (before, 5) != (after, 5)
