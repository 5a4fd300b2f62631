"""What is done about a push that was killed: what the present one wants as well stays, the rest is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from treatyc.registry.api import Api
from treatyc.registry.desired import Wanted
from treatyc.registry.journal import Entry, Journal, PlannedText
from treatyc.registry.pushing import Kept, take_back


async def resume(api: Api, journal: Journal, wanted: Sequence[Wanted], kept: Kept) -> Journal | None:
    """Take back what is wanted no more; the journal of what is left, None where that is nothing."""
    texts = {(each.subject, PlannedText(each.format, each.text)) for each in wanted}
    stays = tuple(entry for entry in journal.entries if _is_wanted(entry, texts))
    goes = tuple(entry for entry in journal.entries if entry not in stays)
    if goes:
        await take_back(api, replace(journal, entries=goes), _Rest(kept, stays))
    if not stays:
        kept.drop()
        return None
    rest = replace(journal, entries=stays)
    kept.keep(rest)
    return rest


def _is_wanted(entry: Entry, texts: set[tuple[str, PlannedText]]) -> bool:
    return all((entry.subject, text) in texts for text in entry.texts)


class _Rest:
    """A journal of which a part is being taken back: the whole of it counts until that is done."""

    def __init__(self, kept: Kept, stays: Sequence[Entry]) -> None:
        self._kept = kept
        self._stays = tuple(stays)

    def keep(self, journal: Journal) -> None:
        """Write it down with what stays."""
        self._kept.keep(replace(journal, entries=(*self._stays, *journal.entries)))

    def drop(self) -> None:
        """The whole journal is replaced by what stays, by who asked for this."""
