"""A shop on disk, pushed to a registry in memory: what `treaty registry push` does between options and words."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from tests.unit.registry.small_registry import Killed, Line, Registry
from treatyc.cli.registry import opened as opening
from treatyc.cli.registry import push as pushing
from treatyc.cli.registry.planned import Planned, plan, wish
from treatyc.cli.registry.underway import Underway
from treatyc.registry.api import Api
from treatyc.registry.push.journal import NAME
from treatyc.registry.push.pushing import TakenBack
from treatyc.workspace.marking import Mark

PROJECT = """\
treaty: 1
name: shop
compatibility: backward_transitive
targets:
  dev:
    broker: memory
    registry: {url: "http://127.0.0.1:9"SETTINGS}
channels:
  events.placed: {kind: event, message: shop.v1.Placed, retain: 1d, owner: shop, description: It was placed.KEY}
  events.paid: {kind: event, message: shop.v1.Paid, retain: 1d, owner: shop, description: It was paid.}
agents:
  shop: {sends: [events.placed, events.paid], owner: shop, description: It sells.}
  audit: {receives: [events.placed, events.paid], owner: shop, description: It counts.}
"""


def record(name: str, *fields: tuple[str, object]) -> str:
    """An Avro record; a field that is given as a dictionary says more than its type."""
    members = [{"name": key, **(value if isinstance(value, dict) else {"type": value})} for key, value in fields]
    return json.dumps({"type": "record", "name": name, "namespace": "shop.v1", "doc": name, "fields": members})


NEW = {"type": "int", "default": 0}
MONEY = record("Money", ("units", "long"))
PLACED = record("Placed", ("id", "string"), ("total", "shop.v1.Money"))
PAID = record("Paid", ("id", "string"))


class Shop:
    """A project that is pushed again and again; each run reads it anew."""

    def __init__(self, folder: Path, settings: str = "", key: str = "") -> None:
        self.folder = folder
        (folder / "treaty.yaml").write_text(PROJECT.replace("SETTINGS", settings).replace("KEY", key))
        self.write(Money=MONEY, Placed=PLACED, Paid=PAID)

    def write(self, **schemas: str) -> None:
        path = self.folder / "schemas/shop/v1"
        path.mkdir(parents=True, exist_ok=True)
        for name, text in schemas.items():
            (path / f"{name}.avsc").write_text(text)

    @property
    def journal(self) -> Path:
        return self.folder / NAME

    @property
    def lock(self) -> str:
        path = self.folder / "treaty.lock"
        return path.read_text() if path.is_file() else ""

    def open(self, *allowed: str) -> pushing._Push:
        project = opening.open_project(self.folder / "treaty.yaml", self.folder, opening.Written.TEXT)
        target, registry = opening.find_target(project, "dev")
        asked = wish(project, target, registry.dialect, allowed)
        assert asked is not None
        return pushing._Push(project, target, asked, Underway(Mark(self.journal), target, "here"))

    def plan(self, registry: Registry, *allowed: str) -> Planned:
        push = self.open(*allowed)
        return asyncio.run(plan(Api(Line(registry)), push.opened, push.wish))

    def push(self, line: Line, *allowed: str) -> str:
        """`registered`, `nothing`, `refused`, `taken back` or `left behind`; raises what the line raises."""
        push = self.open(*allowed)
        try:
            done = asyncio.run(pushing._run(Api(line), push, push.journal.before()))
        except BaseExceptionGroup as group:
            if group.split(Killed)[1] is None:
                raise Killed from None
            raise
        match done:
            case None:
                return "left behind"
            case TakenBack():
                return "taken back"
            case pushing._Done(there=()):
                return "refused"
            case _:
                pushing._write_lock(push, done)
                push.journal.drop()
                return "registered" if done.registered else "nothing"
