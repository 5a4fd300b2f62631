"""Where something was declared, as it stands in a comment or a label of a manifest."""

from __future__ import annotations

from treatyc.source import Place, Span


def place_text(place: Place) -> str:
    """`contracts/domains/orders.yaml:12`; of a JSON document the file alone, for its lines are not kept."""
    return f"{place.path}:{place.line}" if isinstance(place, Span) else place.path
