"""The delivery's state machine against a model: whatever happens in whatever order, nothing is lost or done twice."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.transports.fleet import NAMES, Answer, Fleet, Job
from tests.unit.runtime.registry_model import SCHEMAS, PlayedRegistry, version
from treaty.contract import Bound, Channel, Order, Policy, Reading
from treaty.delivery.compose import Composer, Context
from treaty.delivery.intake import plans_of
from treaty.delivery.machine import Machine
from treaty.delivery.plan import Route
from treaty.delivery.work import Publication, Purpose, State, Work
from treaty.errors import Reject, TransportError
from treaty.registry.wire import Wanted
from treaty.transport import Capabilities, Delivery, Outgoing, Verdict

LANES = 3
IN_FLIGHT = 8
POLICY = Policy(ack_wait_s=30.0, max_deliver=3, backoff_s=(1.0, 4.0), deduplicate_s=1e9, in_flight=IN_FLIGHT)
FLEET = Fleet(NAMES, POLICY)
EPOCH = 1_800_000_000.0
POISON = "poison"


class DeliveryModel(RuleBasedStateMachine):
    """The broker, the lanes and the publisher are played by the rules; `self.fate` is what became of each message."""

    channel: Channel
    capabilities = Capabilities()
    serves = False

    @initialize()
    def begin(self) -> None:
        more: dict[str, Any] = {"reading": Reading.SERVES} if self.serves else {}
        subscription = FLEET.reader(self.channel, "on_job", concurrency=LANES, **more)
        self.now = 0.0
        self.machine = Machine(
            subscription,
            self.capabilities,
            Composer("suite.worker", "", lambda: "reply"),
            handler_timeout_s=None,
            jitter=lambda: 1.0,
            now=self.now,
        )
        [plan] = plans_of(subscription, "")
        self.route = Route(plan, {"size": "big", "tool": "crm"})
        self.composer = Composer("suite.sender", "", lambda: "never")
        self.sent: list[Outgoing] = []
        self.copies: list[Outgoing] = []
        self.released: list[tuple[Outgoing, int]] = []
        self.position = 0
        self.carried: dict[int, Outgoing] = {}
        self.counted: dict[int, int] = {}
        self.order: dict[str, int] = {}
        self.settled: dict[int, Verdict] = {}
        self.revoked: set[int] = set()
        self.running: dict[int, Work] = {}
        self.cancelled: set[int] = set()
        self.publications: list[Publication] = []
        self.stored: set[int] = set()
        self.handled: list[str] = []
        self.fate: dict[str, set[str]] = defaultdict(set)
        self.failures_told: dict[str, int] = defaultdict(int)
        self.registry = PlayedRegistry(plan)

    # The broker brings something.

    def deliver(self, message: Outgoing, count: int = 1, *, copy: bool = False) -> None:
        self.position += 1
        self.carried[self.position] = message
        self.counted[self.position] = count
        delivery = Delivery(0, message.object, message.key, message.headers, message.body, self.position, count, 0)
        arrive = self.machine.arrive_copy if copy else self.machine.arrive
        arrive(delivery, self.route, dict(message.headers), self.now, EPOCH + self.now)

    @precondition(lambda self: self.machine.room() > 0)
    @rule(
        key=st.sampled_from("abcd"),
        text=st.sampled_from(["", "", "", POISON]),
        schema=st.sampled_from([None, None, *SCHEMAS]),
    )
    def a_new_message(self, key: str, text: str, schema: int | None) -> None:
        number = len(self.sent)
        address = self.channel.address.format(size="big", tool="crm")
        context = Context(message_id=f"m{number}", reply_to=f"tools.result.{key}" if self.serves else None)
        message = self.composer.message(
            self.channel, Job(key=key, number=number), address, context=context, epoch=EPOCH, key=key.encode()
        )
        if text == POISON:
            message = Outgoing(
                message.object, message.subject, message.key, message.headers, b"no JSON", message.message_id
            )
        if schema is not None:
            headers = tuple(pair for pair in message.headers if pair[0] != "ce_schemaversion")
            written = (*headers, ("ce_schemaversion", version(schema)))
            message = msgspec.structs.replace(message, headers=written)
        self.sent.append(message)
        self.deliver(message)

    @precondition(lambda self: self.sent and self.machine.room() > 0)
    @rule(data=st.data())
    def a_duplicate(self, data: st.DataObject) -> None:
        self.deliver(data.draw(st.sampled_from(self.sent)))

    @precondition(lambda self: self.copies)
    @rule(data=st.data())
    def a_copy_from_a_retry_object(self, data: st.DataObject) -> None:
        self.deliver(self.copies.pop(data.draw(st.integers(0, len(self.copies) - 1))), copy=True)

    @precondition(lambda self: self.released)
    @rule()
    def a_released_message_again(self) -> None:
        message, count = self.released.pop(0)
        self.deliver(message, count + 1)

    @precondition(lambda self: self.machine.held)
    @rule(data=st.data())
    def a_rebalance_takes_some_away(self, data: st.DataObject) -> None:
        """Whole partitions; where order is kept, a key is in one of them."""
        held = [work.delivery for work in self.machine.held.values()]
        if self.channel.order is Order.KEY:
            keys = data.draw(st.sets(st.sampled_from(sorted({delivery.key or b"" for delivery in held})), min_size=1))
            taken = {delivery.position for delivery in held if delivery.key in keys}
        else:
            taken = data.draw(st.sets(st.sampled_from([delivery.position for delivery in held]), min_size=1))
        self.revoked |= {position for position in taken if isinstance(position, int)}
        self.machine.revoke(taken, self.now)

    # The lanes work.

    @precondition(lambda self: len(self.running) < LANES)
    @rule()
    def idle_lanes_ask_for_work(self) -> None:
        for lane in range(LANES):
            self.ask_for_work(lane)

    def ask_for_work(self, lane: int) -> None:
        if lane in self.running:
            return
        work = self.machine.next(lane, self.now)
        if work is None:
            return
        name = work.headers["ce_id"].decode()
        assert work.lane == lane
        assert work.message is not None
        # What was taken away is being cancelled, and no longer counts.
        mine = [other for other in self.running.values() if other.delivery.position not in self.revoked]
        assert name not in {other.headers["ce_id"].decode() for other in mine}
        assert name not in self.handled
        assert 1 <= work.attempt <= POLICY.max_deliver
        if self.channel.order is Order.KEY:
            self.check_order(work)
        self.running[lane] = work

    def check_order(self, work: Work) -> None:
        """No other message of its key, that came before it, is still on its way here."""
        names = {other.headers["ce_id"] for other in self.before(work)}
        assert names <= {work.headers["ce_id"]}

    def before(self, work: Work) -> list[Work]:
        """What came earlier, is of the same key, and is no duplicate of what came earlier still or was handled."""
        key = work.delivery.key
        held = self.machine.held.values()
        found = [other for other in held if other.delivery.key == key and other.number < work.number]
        return [
            other
            for other in found
            if other.state is not State.WAITING or other.first_failed_at is not None or other.lookups
        ]

    @precondition(lambda self: self.running)
    @rule(data=st.data(), outcome=st.sampled_from(["success", "failure", "failure", "reject"]))
    def a_handler_ends(self, data: st.DataObject, outcome: str) -> None:
        lane = data.draw(st.sampled_from(sorted(self.running)))
        work = self.running.pop(lane)
        name = work.headers["ce_id"].decode()
        mine = work.delivery.position not in self.revoked
        self.cancelled.discard(lane)
        match outcome:
            case "success":
                self.machine.succeeded(work, Answer(text="yes") if self.serves else None, self.now)
                if mine and not self.serves:
                    self.handled.append(name)
                    self.fate[name].add("handled")
            case "failure":
                self.machine.failed(work, RuntimeError("by chance"), self.now)
            case _:
                self.machine.failed(work, Reject("never"), self.now)

    # The publisher works.

    @precondition(lambda self: self.publications)
    @rule(data=st.data(), result=st.sampled_from(["confirmed", "confirmed", "lost", "refused", "too large"]))
    def a_publication_ends(self, data: st.DataObject, result: str) -> None:
        publication = self.publications.pop(data.draw(st.integers(0, len(self.publications) - 1)))
        self.end_publication(publication, result)

    @precondition(lambda self: self.publications)
    @rule(data=st.data())
    def a_publication_is_stored_before_anybody_knows(self, data: st.DataObject) -> None:
        publication = data.draw(st.sampled_from(self.publications))
        if id(publication) not in self.stored:
            self.stored.add(id(publication))
            self.store(publication)

    def end_publication(self, publication: Publication, result: str) -> None:
        known = id(publication) in self.stored
        self.stored.discard(id(publication))
        if known and result not in ("confirmed", "lost"):
            result = "lost"
        stored = result in ("confirmed", "lost") and not known
        name = publication.work.headers["ce_id"].decode()
        mine = publication.work.delivery.position not in self.revoked
        if stored:
            self.store(publication)
        if publication.purpose is Purpose.REPLY and result == "confirmed" and mine:
            self.handled.append(name)
        error = None if result == "confirmed" else TransportError(result, retryable=result != "too large")
        self.machine.published(publication, error, self.now)

    def store(self, publication: Publication) -> None:
        name = publication.work.headers["ce_id"].decode()
        match publication.purpose:
            case Purpose.RETRY:
                self.copies.append(publication.message)
            case Purpose.DEAD_LETTER:
                self.fate[name].add("buried")
            case Purpose.REPLY:
                self.fate[name].add("handled")
            case Purpose.FAILURE:
                self.failures_told[name] += 1

    # The registry answers.

    @precondition(lambda self: self.registry.looking_up)
    @rule(data=st.data(), answer=st.sampled_from(["known", "known", "unreadable", "down", "nothing"]))
    def a_lookup_ends(self, data: st.DataObject, answer: str) -> None:
        self.end_lookup(data.draw(st.sampled_from(sorted(self.registry.looking_up, key=str))), answer)

    @precondition(lambda self: self.registry.answers)
    @rule(data=st.data())
    def an_answer_is_forgotten(self, data: st.DataObject) -> None:
        del self.registry.answers[data.draw(st.sampled_from(sorted(self.registry.answers)))]

    def end_lookup(self, wanted: Wanted, answer: str) -> None:
        self.registry.end(wanted, answer)
        self.machine.looked_up(wanted)

    @rule(seconds=st.sampled_from([0.1, 1.0, 4.0, 30.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.machine.tick(self.now, EPOCH + self.now)

    # What always holds.

    @invariant()
    def commands_are_carried_out(self) -> None:
        if not hasattr(self, "machine"):
            return
        commands = self.machine.take()
        for settlement in commands.settlements:
            position = settlement.position
            assert isinstance(position, int)
            assert position not in self.settled, "settled twice"
            assert position not in self.revoked, "settled what belongs to another instance"
            self.settled[position] = settlement.verdict
            if settlement.verdict is Verdict.RELEASE:
                self.released.append((self.carried[position], self.counted[position]))
        for lane in commands.cancelled:
            self.cancelled.add(lane)
        self.publications += commands.publications
        self.registry.looking_up |= set(commands.lookups)

    @invariant()
    def whatever_waits_for_a_schema_has_somebody_who_looks_it_up(self) -> None:
        if not hasattr(self, "machine"):
            return
        waiting = {work.headers["ce_schemaversion"] for work in self.machine.held.values() if waits_for_schema(work)}
        assert waiting <= self.registry.asked_for()
        if all(work.state is State.WAITING for work in self.machine.held.values()):
            assert not self.machine.busy(), "a drain would wait for a registry"

    @invariant()
    def whatever_is_settled_has_a_reason(self) -> None:
        """Acknowledged = handled, dead, or on its way as a copy or as another delivery that is still held."""
        if not hasattr(self, "machine"):
            return
        on_its_way = {work.headers["ce_id"].decode() for work in self.machine.held.values()}
        on_its_way |= {dict(copy.headers)["ce_id"].decode() for copy in self.copies}
        on_its_way |= {dict(message.headers)["ce_id"].decode() for message, _ in self.released}
        on_its_way |= {dict(self.carried[position].headers)["ce_id"].decode() for position in self.revoked}
        for position in self.settled:
            name = dict(self.carried[position].headers)["ce_id"].decode()
            assert self.fate[name] or name in on_its_way, f"{name} is lost"

    @invariant()
    def the_counts_add_up(self) -> None:
        if not hasattr(self, "machine"):
            return
        counts = self.machine.counts
        ended = (
            counts.handled
            + counts.duplicates
            + counts.expired
            + counts.retried
            + counts.dead_lettered
            + counts.discarded
            + counts.revoked
        )
        assert counts.arrived == ended + len(self.machine.held)
        assert self.position == len(self.settled) + len(self.revoked) + len(self.machine.held)

    def teardown(self) -> None:
        """Let everything go well from now on: it all comes to an end, and nothing was lost."""
        if not hasattr(self, "machine"):
            return
        for _ in range(400):
            self.commands_are_carried_out()
            if not (self.machine.held or self.copies or self.released or self.publications):
                break
            for publication in self.publications[:]:
                self.publications.remove(publication)
                self.end_publication(publication, "confirmed")
            for wanted in list(self.registry.looking_up):
                self.end_lookup(wanted, "known")
            while self.copies:
                self.deliver(self.copies.pop(), copy=True)
            while self.released:
                message, count = self.released.pop()
                self.deliver(message, count + 1)
            for lane, work in list(self.running.items()):
                del self.running[lane]
                name = work.headers["ce_id"].decode()
                if work.delivery.position not in self.revoked and not self.serves:
                    self.handled.append(name)
                    self.fate[name].add("handled")
                self.machine.succeeded(work, Answer(text="yes") if self.serves else None, self.now)
            self.idle_lanes_ask_for_work()
            self.time_passes(10.0)
        assert not self.machine.held, "something is stuck"
        away = {dict(self.carried[position].headers)["ce_id"].decode() for position in self.revoked}
        lost = {dict(message.headers)["ce_id"].decode() for message in self.sent} - set(self.fate) - away
        assert not lost, f"lost: {lost}"
        assert not self.machine.busy()


def waits_for_schema(work: Work) -> bool:
    """Neither for its next try nor for another delivery's end."""
    return work.state is State.WAITING and work.lookups > 0 and work.first_failed_at is None


class InOrder(DeliveryModel):
    """Order by key: the lane waits in place."""

    channel = FLEET.jobs


class ByCopies(DeliveryModel):
    """No order, and a broker that takes nothing back: retry objects."""

    channel = FLEET.tasks


class ByRelease(DeliveryModel):
    """No order, and a broker that takes back and counts."""

    channel = FLEET.tasks
    capabilities = Capabilities(can_release=True, counts_deliveries=True, must_extend=True)


class Serving(DeliveryModel):
    """Requests: replies, and failures once they are final."""

    channel = FLEET.requests
    serves = True


_SETTINGS = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestInOrder = InOrder.TestCase
TestByCopies = ByCopies.TestCase
TestByRelease = ByRelease.TestCase
TestServing = Serving.TestCase
for _case in (TestInOrder, TestByCopies, TestByRelease, TestServing):
    _case.settings = _SETTINGS
del _case


def test_each_channel_is_bound_as_the_model_takes_it() -> None:
    """A guard for the model itself: its routes are those that the fleet's contracts give."""
    for channel in (FLEET.jobs, FLEET.tasks, FLEET.requests):
        assert [channel] == [plan.channel for plan in plans_of(FLEET.reader(channel, "on_job"), "")]
        assert Bound(channel).bindings == {}
