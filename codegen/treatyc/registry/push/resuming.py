"""What is done about a push that was killed: the present one goes on from there, or it is taken back."""

from __future__ import annotations

from collections.abc import Sequence

from treatyc.registry.api import Api
from treatyc.registry.push.journal import Journal, PlannedText
from treatyc.registry.push.pushing import Kept, take_back
from treatyc.registry.wanted.desired import Wanted


async def resume(api: Api, journal: Journal, wanted: Sequence[Wanted], kept: Kept) -> Journal | None:
    """The journal, where all that it was about is wanted still; else it is taken back, and there is none.

    All of it: what is wanted still may refer to what is not.
    """
    texts = {(each.subject, PlannedText(each.format, each.text)) for each in wanted}
    if all((entry.subject, text) in texts for entry in journal.entries for text in entry.texts):
        return journal
    await take_back(api, journal, kept)
    return None
