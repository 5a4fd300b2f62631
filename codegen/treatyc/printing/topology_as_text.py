"""What a broker lacks, and what it holds otherwise, as lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from treatyc.system.units import duration_text
from treatyc.topology.broker import Topic
from treatyc.topology.compare import Difference, Different, Missing


def as_lines(differences: Sequence[Difference]) -> list[str]:
    """One line a missing topic, marked `+`; for one that differs, marked `~`, a line for each fact below it."""
    width = max((len(difference.topic.name) for difference in differences), default=0)
    lines = []
    for difference in differences:
        match difference:
            case Missing(topic):
                lines.append(f"  + {topic.name:<{width}}  {_described(topic)}")
            case Different(topic, facts):
                lines.append(f"  ~ {topic.name:<{width}}  is there and differs; it was left alone")
                lines += [f"      {fact.name}: {fact.found or 'nothing'}, wanted {fact.wanted}" for fact in facts]
            case _:
                assert_never(difference)
    return lines


def _described(topic: Topic) -> str:
    config = dict(topic.config)
    if config.get("cleanup.policy") == "compact":
        kept = "latest by key"
    elif config.get("retention.ms") == "-1":
        kept = "kept for ever"
    else:
        kept = f"kept {duration_text(int(config['retention.ms']) / 1000)}"
    return f"{topic.purpose.value}, {_counted(topic.partitions, 'partition')}, {kept}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
