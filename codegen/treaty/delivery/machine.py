"""The delivery of one subscription as a state machine: (delivery, clock, outcome) to commands; no I/O, no clock.

It is told what happens (`arrive`, `succeeded`, `failed`, `published`, `looked_up`, `revoke`, `tick`) and when; a lane
asks it for work (`next`); and what is to be done about all that is collected by `take`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import assert_never

from treaty.contract import Order, Reading, Subscription
from treaty.delivery import answer, expire, limit, retry
from treaty.delivery.commands import Commands
from treaty.delivery.compose import Composer
from treaty.delivery.counts import Counts
from treaty.delivery.dead_letter import detail
from treaty.delivery.decode import decode
from treaty.delivery.deduplicate import Claim, Seen, identity_of
from treaty.delivery.order import KeyLanes, Lanes, SharedLanes
from treaty.delivery.plan import Route
from treaty.delivery.publications import Publications
from treaty.delivery.timers import Timers
from treaty.delivery.unknown import LOOKUPS_MAX, Unknown
from treaty.delivery.work import Publication, Purpose, State, Work
from treaty.envelope import write_time
from treaty.errors import DecodeError, TransportError, TreatyError, UnknownSchemaError
from treaty.registry.wire import SchemaPending, Wanted
from treaty.transport import Capabilities, Delivery, Settlement, Verdict

# On the way of each message: an enumeration's member by its name costs ten times a global.
_RUNNING = State.RUNNING
_ENDED = State.ENDED
_NEW = Claim.NEW
_ACKNOWLEDGE = Verdict.ACKNOWLEDGE


class Machine:
    """One subscription's messages, from arrival to settlement."""

    def __init__(
        self,
        subscription: Subscription,
        capabilities: Capabilities,
        composer: Composer,
        *,
        handler_timeout_s: float | None,
        jitter: Callable[[], float],
        now: float,
    ) -> None:
        policy = subscription.policy
        self.subscription = subscription
        self.counts = Counts()
        self.held: dict[int, Work] = {}
        self._policy = policy
        self._publications = Publications(subscription, composer)
        self._serves = subscription.reading is Reading.SERVES
        self._limit_s = policy.ack_wait_s if handler_timeout_s is None else handler_timeout_s
        self._extend_s = policy.ack_wait_s / 3 if capabilities.must_extend else None
        self._extended_at = now
        by_key = any(bound.channel.order is not Order.NONE for bound in subscription.channels)
        self._lanes: Lanes = KeyLanes(subscription.concurrency) if by_key else SharedLanes()
        self._way = retry.Way(policy, capabilities, jitter)
        self._seen = Seen(policy.deduplicate_s, now) if policy.deduplicate_s else None
        self._unknown = Unknown()
        self._running: dict[int, Work] = {}
        self._timers = Timers()
        self._early: dict[int, int] = {}
        self._number = 0
        self._epoch_less_now = 0.0
        self._full = False
        self._publishing = 0
        self._commands = Commands()

    def arrive(self, delivery: Delivery, route: Route, headers: Mapping[str, bytes], now: float, epoch: float) -> None:
        """A delivery came."""
        self._epoch_less_now = epoch - now
        work = self._hold(delivery, route, headers)
        if self._is_new(work, now):
            self._lanes.add(work)

    def arrive_copy(
        self, delivery: Delivery, route: Route, headers: Mapping[str, bytes], now: float, epoch: float
    ) -> None:
        """A delivery came from a retry object; it waits until it is due, and its object is paused so long."""
        self._epoch_less_now = epoch - now
        work = self._hold(delivery, route, headers)
        retry.resume(work, now, epoch, self._policy)
        if self._is_new(work, now):
            self._enter(work, now)

    def next(self, lane: int, now: float) -> Work | None:
        """The next work for a lane, decoded, running from now on; None puts the lane to sleep until it is woken."""
        while (work := self._lanes.take(lane)) is not None:
            if work.attempt > self._policy.max_deliver:
                # Each delivery before this one ended in a crash, for no failure was ever told.
                self._bury(work, TreatyError(f"delivered {work.attempt} times without an end"), "exhausted", now)
                continue
            try:
                if "ce_expirytime" in work.headers and expire.is_past(work.headers, now + self._epoch_less_now):
                    self.counts.expired += 1
                    self._end(work, Verdict.ACKNOWLEDGE)
                    continue
                if work.message is None:
                    work.message = decode(work)
                if self._serves and work.reply_to is None:
                    work.reply_to = answer.reply_address(work)
            except SchemaPending as pending:
                self._wait_for(pending.wanted, work, now)
            except TreatyError as error:
                self._failed(work, error, now)
            except Exception as error:  # noqa: BLE001 - whatever a codec raises, the bytes are what it cannot read
                self._failed(work, DecodeError(f"{type(error).__name__} in the decoder: {detail(error)}"), now)
            else:
                work.state = _RUNNING
                work.started_at = now
                self._running[lane] = work
                return work
        return None

    def succeeded(self, work: Work, result: object, now: float) -> None:
        """The handler returned."""
        if work.state is not _RUNNING:
            return
        del self._running[work.lane]
        if self._serves:
            self._reply(work, result, now)
        else:
            self.counts.handled += 1
            self._end_handled(work)

    def failed(self, work: Work, error: BaseException, now: float) -> None:
        """The handler raised, or was stopped because its time was over."""
        if work.state is not State.RUNNING:
            return
        del self._running[work.lane]
        self._failed(work, error, now)

    def published(self, publication: Publication, error: TransportError | None, now: float) -> None:
        """What was to be published is confirmed, or `error` says why it is not stored."""
        work = publication.work
        if work.state is not State.PUBLISHING:
            return
        if error is None:
            self._confirmed(publication, now)
            return
        self.counts.unconfirmed += 1
        if error.retryable or publication.purpose is Purpose.DEAD_LETTER:
            wait_s = retry.REPUBLISH_S[min(publication.tries, len(retry.REPUBLISH_S) - 1)]
            publication.tries += 1
            self._timers.at(now + wait_s, publication)
            return
        self._publishing -= 1
        if publication.purpose is Purpose.FAILURE:
            self._end_buried(work)
        else:
            self._bury(work, error, f"{publication.purpose.value}-refused", now)

    def looked_up(self, wanted: Wanted) -> None:
        """A schema was looked up, whatever came of it: all that waited for it is decoded again, each in its place."""
        for work in self._unknown.end(wanted):
            self._try_again(work)

    def revoke(self, positions: Collection[Hashable], now: float) -> None:
        """The broker took these away: whatever is going on with them is dropped."""
        for work in [work for work in self.held.values() if work.delivery.position in positions]:
            if work.state is State.RUNNING:
                del self._running[work.lane]
                self._commands.cancelled.append(work.lane)
            elif work.state is State.PUBLISHING:
                self._publishing -= 1
            self.counts.revoked += 1
            work.state = State.ENDED
            del self.held[work.number]
            self._early.pop(work.number, None)
            self._lanes.free(work)
            self._inherit(work, now)
        self._timers.drop_ended()
        self._unknown.drop_ended()

    def tick(self, now: float, epoch: float) -> None:
        """Time passed: wake what is due, stop what is overdue, keep the broker from giving work to others."""
        self._epoch_less_now = epoch - now
        for due in self._timers.due(now):
            match due:
                case Work():
                    self._try_again(due)
                case Publication():
                    if due.work.state is State.PUBLISHING:
                        self._commands.publications.append(due)
                case _:
                    assert_never(due)
        for lane, work in self._running.items():
            if work.started_at + self._limit_s <= now:
                work.started_at = math.inf
                self._commands.cancelled.append(lane)
        if self._extend_s is not None and now >= self._extended_at + self._extend_s:
            self._extended_at = now
            self._commands.extensions.extend(work.delivery.position for work in self.held.values())

    def take(self) -> Commands:
        """All commands since the last time."""
        commands, self._commands = self._commands, Commands()
        commands.woken, self._lanes.woken = self._lanes.woken, []
        return commands

    def deadline(self) -> float:
        """When `tick` has something to do, as far as can be told now."""
        times = [self._timers.first(), *(work.started_at + self._limit_s for work in self._running.values())]
        if self._extend_s is not None and self.held:
            times.append(self._extended_at + self._extend_s)
        return min(times)

    def room(self) -> int:
        """How many more deliveries it takes now; 0 while it is full."""
        held = len(self.held) - len(self._early)
        in_flight = self._policy.in_flight
        stuck = self._lanes.waiting() * 2 > self.subscription.concurrency
        self._full = stuck or (not limit.is_roomy(held, in_flight) if self._full else limit.is_full(held, in_flight))
        return 0 if self._full else in_flight - held

    def early_sources(self) -> set[int]:
        """The retry objects whose first messages are not due yet."""
        return set(self._early.values())

    def busy(self) -> bool:
        """Whether something would end soon if nothing more came: what a drain waits for."""
        return bool(self._running) or self._publishing > 0 or self._lanes.ready() > 0

    def _hold(self, delivery: Delivery, route: Route, headers: Mapping[str, bytes]) -> Work:
        self.counts.arrived += 1
        self._number = number = self._number + 1
        work = self.held[number] = Work(number, delivery, headers, route, identity_of(headers), 0, delivery.count)
        return work

    def _is_new(self, work: Work, now: float) -> bool:
        """Whether nobody handles or handled the same message; if somebody handles it, the work waits for that end."""
        if self._seen is None or work.identity is None:
            return True
        claim = self._seen.claim(work.identity, work.number, now)
        if claim is _NEW:
            return True
        if claim is Claim.BUSY:
            work.state = State.WAITING
        else:
            self.counts.duplicates += 1
            self._settle(work, Verdict.ACKNOWLEDGE)
        return False

    def _enter(self, work: Work, now: float) -> None:
        """Queue work that may wait until it is due."""
        if work.due <= now:
            work.state = State.QUEUED
            self._lanes.add(work)
        else:
            work.state = State.WAITING
            self._early[work.number] = work.delivery.source
            self._timers.at(work.due, work)

    def _reply(self, work: Work, result: object, now: float) -> None:
        try:
            publication = self._publications.reply(work, result, now + self._epoch_less_now)
        except TreatyError as error:
            self._failed(work, error, now)
        else:
            self._publish(publication)

    def _failed(self, work: Work, error: BaseException, now: float) -> None:
        self.counts.failures += 1
        epoch = now + self._epoch_less_now
        if work.first_failed_at is None:
            work.first_failed_at = write_time(epoch)
        step = self._way.after(work, error)
        match step:
            case retry.Wait():
                self.counts.waits += 1
                work.attempt += 1
                work.message = None  # decoded again: the handler may have changed what it got
                work.state = State.WAITING
                self._lanes.hold(work)
                self._timers.at(now + step.delay_s, work)
            case retry.Release():
                self.counts.retried += 1
                self._end(work, Verdict.RELEASE, step.delay_s)
            case retry.Republish():
                self._publish(self._publications.copy(work, step, epoch))
            case retry.Bury():
                self._bury(work, error, step.reason, now)
            case _:
                assert_never(step)

    def _wait_for(self, wanted: Wanted, work: Work, now: float) -> None:
        """Let work wait in its place until a schema was looked up; this costs no attempt, but goes on for no ever."""
        work.lookups += 1
        if work.lookups > LOOKUPS_MAX:
            work.lookups = 0
            self._failed(work, UnknownSchemaError(f"{wanted} was looked up {LOOKUPS_MAX} times, and forgotten"), now)
            return
        self.counts.lookups += 1
        work.state = State.WAITING
        self._lanes.hold(work)
        if self._unknown.wait(wanted, work):
            self._commands.lookups.append(wanted)

    def _bury(self, work: Work, error: BaseException, reason: str, now: float) -> None:
        """The last failure."""
        last = self._publications.last(work, error, reason, now + self._epoch_less_now)
        if last is None:
            self._end_buried(work)
        else:
            self._publish(last)

    def _publish(self, publication: Publication) -> None:
        work = publication.work
        work.state = State.PUBLISHING
        self._publishing += 1
        self._lanes.hold(work)
        self._commands.publications.append(publication)

    def _confirmed(self, publication: Publication, now: float) -> None:
        work = publication.work
        self._publishing -= 1
        match publication.purpose:
            case Purpose.REPLY:
                self.counts.handled += 1
                self._end_handled(work)
                self._lanes.free(work)
            case Purpose.RETRY:
                self.counts.retried += 1
                self._hand_over(work, now)
            case Purpose.DEAD_LETTER if publication.then is not None:
                self._publish(Publication(work, Purpose.FAILURE, publication.then))
            case Purpose.DEAD_LETTER | Purpose.FAILURE:
                self._end_buried(work)
            case _:
                assert_never(publication.purpose)

    def _end_handled(self, work: Work) -> None:
        """The end of what was handled, and of its duplicates."""
        self._settle(work, _ACKNOWLEDGE)
        if self._seen is not None and work.identity is not None and (twins := self._seen.done(work.identity)):
            self._end_twins(twins, Verdict.ACKNOWLEDGE, 0.0)

    def _end_buried(self, work: Work) -> None:
        """The end of what failed for good, once that is stored and told."""
        if work.plan.dead_letter is None:
            self.counts.discarded += 1
            self._end(work, Verdict.REJECT)
        else:
            self.counts.dead_lettered += 1
            self._end(work, _ACKNOWLEDGE)

    def _end(self, work: Work, verdict: Verdict, delay_s: float = 0.0) -> None:
        """The end, here, of what was not handled; its duplicates end as it does, for it is stored where it went."""
        self._settle(work, verdict, delay_s)
        self._lanes.free(work)
        if self._seen is not None and work.identity is not None:
            self._end_twins(self._seen.forget(work.identity), verdict, delay_s)

    def _hand_over(self, work: Work, now: float) -> None:
        """The end, here, of what goes on as a copy; that may have come already, and then was taken for a duplicate."""
        self._settle(work, Verdict.ACKNOWLEDGE)
        self._lanes.free(work)
        if self._seen is None or work.identity is None:
            return
        twins = self._seen.forget(work.identity)
        copies = [number for number in twins if self.held[number].attempt > work.attempt]
        self._end_twins([number for number in twins if number not in copies], Verdict.ACKNOWLEDGE, 0.0)
        for number in copies:
            if self._is_new(self.held[number], now):
                self._enter(self.held[number], now)

    def _end_twins(self, numbers: Sequence[int], verdict: Verdict, delay_s: float) -> None:
        for number in numbers:
            self.counts.duplicates += 1
            self._settle(self.held[number], verdict, delay_s)

    def _settle(self, work: Work, verdict: Verdict, delay_s: float = 0.0) -> None:
        work.state = _ENDED
        del self.held[work.number]
        self._commands.settlements.append(Settlement(work.delivery.position, verdict, delay_s))

    def _inherit(self, work: Work, now: float) -> None:
        """Let a duplicate take the place of a delivery that was taken away."""
        if self._seen is None or work.identity is None:
            return
        heir = self._seen.drop(work.identity, work.number)
        if heir is not None:
            self._enter(self.held[heir], now)

    def _try_again(self, work: Work) -> None:
        if work.state is not State.WAITING:
            return
        work.state = State.QUEUED
        if self._early.pop(work.number, None) is None:
            self._lanes.again(work)
        else:
            self._lanes.add(work)
