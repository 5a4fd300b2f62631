"""Time to live: what is past its time is discarded and counted, never handled."""

from __future__ import annotations

from collections.abc import Mapping

from treaty.envelope import parse_time, text


def is_past(headers: Mapping[str, bytes], epoch: float) -> bool:
    """Whether nobody wants the message any more; raises `DecodeError` when its `expirytime` is malformed."""
    written = headers.get("ce_expirytime")
    return written is not None and parse_time("ce_expirytime", text("ce_expirytime", written)).timestamp() <= epoch
