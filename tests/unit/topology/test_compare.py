"""How wanted and actual topics differ, and how a person reads it; a live broker shows only some of the cases."""

from __future__ import annotations

import pytest

from treatyc.printing.topology_as_text import as_lines
from treatyc.topology.broker import KafkaTopology, Purpose, Topic
from treatyc.topology.compare import Difference, Different, Fact, Missing, compare

KEPT = (("cleanup.policy", "delete"), ("retention.ms", "604800000"))
WANTED = Topic("orders.paid", 6, 1, KEPT)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ((), (Missing(WANTED),)),
        ((WANTED,), ()),
        ((Topic("orders.paid", 6, 1, (*KEPT, ("segment.bytes", "1048576"))),), ()),
        ((WANTED, Topic("somebody.elses", 1, 1)), ()),
        ((Topic("orders.paid", 3, 1, KEPT),), (Different(WANTED, (Fact("partitions", "6", "3"),)),)),
        (
            (Topic("orders.paid", 6, 3, (KEPT[0], ("retention.ms", "1000"))),),
            (Different(WANTED, (Fact("replicas", "1", "3"), Fact("retention.ms", "604800000", "1000"))),),
        ),
        ((Topic("orders.paid", 6, 1, KEPT[:1]),), (Different(WANTED, (Fact("retention.ms", "604800000", ""),)),)),
    ],
    ids=["missing", "equal", "more-configured", "another-topic", "partitions", "two-facts", "key-missing"],
)
def test_only_what_was_chosen_is_compared(actual: tuple[Topic, ...], expected: tuple[Difference, ...]) -> None:
    """julie#39, kafka-gitops#79: a topic that is not in the contracts is nobody's business here."""
    assert expected == compare(KafkaTopology((WANTED,)), KafkaTopology(actual))


def test_what_is_missing_and_what_differs_reads_as_a_list() -> None:
    state = Topic("prices.now", 1, 1, (("cleanup.policy", "compact"),))
    for_ever = Topic("ledger", 3, 1, (("retention.ms", "-1"),))
    letters = Topic("a._dead_letter.g", 1, 1, KEPT, Purpose.DEAD_LETTER)

    assert as_lines(
        [
            Missing(WANTED),
            Missing(letters),
            Missing(state),
            Missing(for_ever),
            Different(WANTED, (Fact("partitions", "6", "3"), Fact("retention.ms", "604800000", ""))),
        ]
    ) == [
        "  + orders.paid       channel, 6 partitions, kept 7d",
        "  + a._dead_letter.g  dead letter, 1 partition, kept 7d",
        "  + prices.now        channel, 1 partition, latest by key",
        "  + ledger            channel, 3 partitions, kept for ever",
        "  ~ orders.paid       is there and differs; it was left alone",
        "      partitions: 3, wanted 6",
        "      retention.ms: nothing, wanted 604800000",
    ]
