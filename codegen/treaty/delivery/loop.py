"""The one loop: it asks the transport for deliveries, the machines what to do about them, and does it."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Hashable, Mapping, Sequence

from treaty.clock import Clock, Timer, sleep
from treaty.delivery.intake import Intake
from treaty.delivery.lane import LaneTasks
from treaty.delivery.lookups import LookupTasks
from treaty.delivery.machine import Machine
from treaty.delivery.outlet import AgentOutlet
from treaty.delivery.publisher import Publisher
from treaty.delivery.work import Publication
from treaty.errors import TransportError, TreatyError
from treaty.registry.wire import Wanted
from treaty.transport import Delivery, Revoked, Settlement, Transport, Verdict

RECEIVE_S = 1.0
RECEIVE_MAX = 500
RECONNECT_S = 1.0
GLANCE_S = 1.0
"""How long at most until the deadlines are looked at again, while anything is held."""

log = logging.getLogger("treaty")


class Loop:
    """Everything of a running agent that waits. `failed` is told what it cannot go on after."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        publisher: Publisher,
        outlet: AgentOutlet,
        lookups: LookupTasks,
        *,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._publisher = publisher
        self._outlet = outlet
        self._lookups = lookups
        self._failed = failed
        self._intakes: dict[int, Intake] = {}
        self._lanes: dict[Machine, LaneTasks] = {}
        self._settlements: list[Settlement] = []
        self._extensions: list[Hashable] = []
        self._paused: frozenset[int] = frozenset()
        self._pausing = asyncio.Lock()
        self._draining = False
        self._has_ended = False
        self._settling = False
        self._ended = asyncio.Event()
        self._is_due = False
        self._progress = asyncio.Event()
        self._timer: Timer | None = None
        self._timer_at = math.inf
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, intakes: Sequence[Intake], lanes: Mapping[Machine, LaneTasks]) -> None:
        """Begin to receive."""
        self._intakes = {intake.source.id: intake for intake in intakes}
        self._lanes = dict(lanes)
        for several in self._lanes.values():
            for task in several.start():
                task.add_done_callback(self._on_task_end)
        self._tasks = [
            asyncio.create_task(self._publisher.run(), name="treaty publisher"),
            asyncio.create_task(self._execute(), name="treaty executor"),
        ]
        if self._intakes:
            self._tasks.append(asyncio.create_task(self._receive(), name="treaty receiver"))
        for task in self._tasks:
            task.add_done_callback(self._on_task_end)

    def on_end(self) -> None:
        """A handler ended, or a lane found that it has nothing to do: there may be commands."""
        if not self._is_due:
            self._is_due = True
            self._ended.set()

    def alarm(self) -> None:
        """See to it that the next deadline is met."""
        due = self._outlet.pending.deadline()
        held = False
        for machine in self._lanes:
            due = min(due, machine.deadline())
            held = held or bool(machine.held)
        now = self._clock.monotonic()
        if held:
            due = min(due, now + GLANCE_S)
        if due >= self._timer_at or due == math.inf:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = due
        self._timer = self._clock.call_at(due, self._tick)

    async def drain(self, shutdown_s: float) -> None:
        """Fetch no more, finish what can be finished in time, settle. Handlers that call still get their replies."""
        if self._has_ended:
            return  # killed: there is nobody left who could finish anything
        self._draining = True
        over = self._clock.call_at(self._clock.monotonic() + shutdown_s, self._give_up)
        await self._pause()
        while self._draining and (self._busy() or not self._publisher.idle()):
            self._progress.clear()
            await self._progress.wait()
        over.cancel()
        await self.abandon()
        self._apply()
        await self._settle()

    async def abandon(self) -> None:
        """Stop at once, as a crash would: nothing more is settled, published or handled."""
        if self._timer is not None:
            self._timer.cancel()
        self._has_ended = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._publisher.end()
        self._outlet.end()
        await self._lookups.end()
        await asyncio.gather(*(tasks.end() for tasks in self._lanes.values()))

    def _give_up(self) -> None:
        self._draining = False
        self._progress.set()

    def _on_task_end(self, task: asyncio.Task[None]) -> None:
        """No task ends by itself: if one does, that is a fault of ours or of a transport, and must be seen."""
        if self._has_ended:
            return
        error = TreatyError(f"{task.get_name()} was cancelled") if task.cancelled() else task.exception()
        if error is not None:
            log.error("%s broke down", task.get_name(), exc_info=error)
            self._failed(error)

    def _busy(self) -> bool:
        return self._settling or bool(self._settlements) or any(machine.busy() for machine in self._lanes)

    async def _receive(self) -> None:
        """One batch after another; a transport that fails is asked again, unless it says that this is of no use."""
        while True:
            try:
                batch = await self._transport.receive(self._limit(), RECEIVE_S)
            except TransportError as error:
                log.warning("receiving failed: %s", error)
                if not error.retryable:
                    self._failed(error)
                    return
                await sleep(self._clock, RECONNECT_S)
                continue
            if batch:
                self._take(batch)
            await self._pause()
            await asyncio.sleep(0)

    def _limit(self) -> int:
        """As much as the fullest machine that is not full still takes, so that none ever holds more than its share."""
        return min((room for machine in self._lanes if (room := machine.room())), default=RECEIVE_MAX)

    def _take(self, batch: Sequence[Delivery | Revoked]) -> None:
        now = self._clock.monotonic()
        epoch = self._clock.epoch()
        intakes = self._intakes
        for item in batch:
            if isinstance(item, Revoked):
                positions = frozenset(item.positions)
                for machine in self._lanes:
                    machine.revoke(positions, now)
            elif not intakes[item.source].take(item, dict(item.headers), now, epoch):
                self._settlements.append(Settlement(item.position, Verdict.ACKNOWLEDGE))
        self._apply()
        self.alarm()
        if self._settlements:
            self._ended.set()

    def _tick(self) -> None:
        self._timer = None
        self._timer_at = math.inf
        now = self._clock.monotonic()
        epoch = self._clock.epoch()
        for machine in self._lanes:
            machine.tick(now, epoch)
        self._outlet.tick(now)
        self._apply()
        self.alarm()
        self._ended.set()

    def _apply(self) -> None:
        """Do at once what needs no waiting, and gather the rest."""
        for machine, tasks in self._lanes.items():
            commands = machine.take()
            self._settlements += commands.settlements
            self._extensions += commands.extensions
            for lane in commands.cancelled:
                tasks.stop_handler(lane)
            for lane in commands.woken:
                tasks.wake(lane)
            for publication in commands.publications:
                self._submit(machine, publication)
            for wanted in commands.lookups:
                self._look_up(machine, wanted)

    def _look_up(self, machine: Machine, wanted: Wanted) -> None:
        def done() -> None:
            machine.looked_up(wanted)
            self.on_end()

        self._lookups.start(wanted, done)

    def _submit(self, machine: Machine, publication: Publication) -> None:
        def done(error: TransportError | None) -> None:
            machine.published(publication, error, self._clock.monotonic())
            self._ended.set()

        self._publisher.submit(publication.message, done)

    async def _execute(self) -> None:
        """Whatever ended meanwhile, in one batch."""
        while True:
            await self._ended.wait()
            self._ended.clear()
            self._is_due = False
            self._apply()
            await self._settle()
            await self._pause()
            self.alarm()
            self._progress.set()

    async def _settle(self) -> None:
        settlements, self._settlements = self._settlements, []
        extensions, self._extensions = self._extensions, []
        self._settling = bool(settlements)
        try:
            if settlements:
                await self._transport.settle(settlements)
            if extensions:
                await self._transport.extend(extensions)
        except TransportError as error:
            # The broker will bring them again, and they will be known as duplicates.
            log.warning("settling %d deliveries failed: %s", len(settlements), error)
        finally:
            self._settling = False

    async def _pause(self) -> None:
        """Tell the transport which sources to leave alone, when that has changed; one after the other."""
        async with self._pausing:
            wanted = self._to_pause()
            if wanted == self._paused:
                return
            try:
                await self._transport.pause(sorted(wanted))
            except TransportError as error:
                log.warning("pausing failed: %s", error)  # and is tried again after whatever is received next
            else:
                self._paused = wanted

    def _to_pause(self) -> frozenset[int]:
        """The sources of full machines and what is not due yet; in a drain all but the inboxes."""
        if self._draining:
            return frozenset(number for number, intake in self._intakes.items() if intake.machines)
        full = {machine for machine in self._lanes if not machine.room()}
        wanted = {number for number, intake in self._intakes.items() if not full.isdisjoint(intake.machines)}
        return frozenset(wanted.union(*(machine.early_sources() for machine in self._lanes)))
