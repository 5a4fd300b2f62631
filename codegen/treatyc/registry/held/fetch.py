"""All that a target's registry has of a project's schemas, or diagnostics that say why it cannot be had."""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.diagnostics import Report
from treatyc.registry.api import Api
from treatyc.registry.asking import ask
from treatyc.registry.held.reading import Reading, read
from treatyc.registry.held.subjects import candidates
from treatyc.system.system import System
from treatyc.system.target import Target


def fetch(system: System, target: Target, environment: Mapping[str, str], report: Report) -> Reading | None:
    """The versions of every subject that may hold a schema of the project; None where the report says why not."""

    async def question(api: Api) -> Reading:
        return await read(api.asked, candidates(system, target))

    return ask(question, target, environment, report)
