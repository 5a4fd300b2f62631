"""`treaty registry status`: whether a target's registry answers, who we are to it, and what it has of ours."""

from __future__ import annotations

import os

import click

from treaty.registry.connection import resolve
from treatyc.cli.project import FAILED
from treatyc.cli.registry.opened import FOUND, Opened, ask, end, find_target, registry_options, target_option
from treatyc.cli.registry.status_view import as_facts, as_lines
from treatyc.diagnostics import Severity
from treatyc.registry.address import address_of
from treatyc.registry.api import Api
from treatyc.registry.identity import identify
from treatyc.registry.lock.contradicting import contradictions
from treatyc.registry.push.difference import difference
from treatyc.registry.verify.status import Status, texts, warnings
from treatyc.registry.wanted.desired import desired
from treatyc.registry.wanted.meaning import declared
from treatyc.registry.wanted.seen import Declared, find, see
from treatyc.system.registry import Registry
from treatyc.workspace.baseline import present_contracts
from treatyc.workspace.protoc import compile_protobuf


@click.command("status")
@target_option
@registry_options
def command(wanted: str, *, opened: Opened) -> None:
    """Say what answers at a target's registry, who we are to it, and which of our schemas it has.

    Nothing is changed. Where the target says who we are, the registry is asked once without that, too, for one that
    lets anybody in is no more protected than one that asks nobody.

    Exits 1 where something is missing, differs, contradicts `treaty.lock` or is to be warned of.
    """
    target, registry = find_target(opened, wanted)
    present = present_contracts(opened.workspace.tree, opened.system)
    wished = desired(opened.system, target, present.tree, present.folder, opened.report)
    if opened.report.failed:
        end(opened, (), {"target": target.name}, FAILED)
    meanings = declared(opened.system, present.folder)
    wish = Declared(target, wished, meanings, opened.system.locked, compile_protobuf)
    status = ask(opened, target, lambda api: _status(api, opened, wish, registry))
    matters = any(each.severity is not Severity.INFO for each in opened.report.diagnostics)
    code = FOUND if matters or not status.as_declared else 0
    end(opened, as_lines(target.name, status), as_facts(target.name, status), code)


async def _status(api: Api, opened: Opened, wish: Declared, registry: Registry) -> Status:
    subjects = await api.subjects()
    identity = await identify(resolve(address_of(wish.target), os.environ))
    seen = await see(api, wish.wanted)
    found = await find(api, wish, seen)
    lacks = difference(wish.wanted, seen, found.versions)
    for each in (*warnings(identity, registry, wish.target.place), *contradictions(wish, seen, found)):
        opened.report.add(each)
    return Status(identity, await api.access(), len(subjects), seen.default, texts(wish, seen, lacks))
