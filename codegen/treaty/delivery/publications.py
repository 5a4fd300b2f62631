"""What one subscription publishes by itself: replies, copies for another try, dead letters, failures."""

from __future__ import annotations

from treaty.contract import Reading, Subscription
from treaty.delivery import answer, dead_letter, retry
from treaty.delivery.compose import Composer
from treaty.delivery.work import Publication, Purpose, Work
from treaty.errors import EncodeError, TreatyError
from treaty.transport import Outgoing


class Publications:
    """Makes them; the machine decides which."""

    def __init__(self, subscription: Subscription, composer: Composer) -> None:
        self._composer = composer
        self._group = subscription.group
        self._serves = subscription.reading is Reading.SERVES

    def reply(self, work: Work, payload: object, epoch: float) -> Publication:
        """The reply that a handler returned; raises `TreatyError` when it cannot be sent."""
        try:
            message = answer.reply(self._composer, work, payload, epoch)
        except TreatyError:
            raise
        except Exception as error:
            # Whatever a codec raises: it cannot write what the handler returned.
            raise EncodeError(f"{type(error).__name__} in the encoder: {dead_letter.detail(error)}") from error
        return Publication(work, Purpose.REPLY, message)

    def copy(self, work: Work, step: retry.Republish, epoch: float) -> Publication:
        """The copy that is tried again."""
        copy = retry.copy(work, step, epoch=epoch, message_id=self._composer.new_id())
        return Publication(work, Purpose.RETRY, copy)

    def last(self, work: Work, error: BaseException, reason: str, epoch: float) -> Publication | None:
        """What a final failure leaves: a dead letter, and then the failure for whoever asked; None for nothing."""
        said = self._failure(work, error, epoch)
        if work.plan.dead_letter is not None:
            letter = dead_letter.letter(
                work,
                work.plan.dead_letter,
                reason=reason,
                error=error,
                consumer=self._group,
                epoch=epoch,
                message_id=self._composer.new_id(),
            )
            return Publication(work, Purpose.DEAD_LETTER, letter, said)
        return None if said is None else Publication(work, Purpose.FAILURE, said)

    def _failure(self, work: Work, error: BaseException, epoch: float) -> Outgoing | None:
        return answer.failure(self._composer, work, error, epoch) if self._serves else None
