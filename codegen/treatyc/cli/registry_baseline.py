"""`--against registry:TARGET`: the registry of a target, read as the baseline of a comparison."""

from __future__ import annotations

import os

from treatyc.diagnostics import Report
from treatyc.gate.baseline import Baseline, Contracts
from treatyc.gate.question import Question
from treatyc.registry.held.baseline import baseline
from treatyc.registry.held.fetch import fetch
from treatyc.suggest import did_you_mean
from treatyc.system.system import System
from treatyc.workspace.baseline import AtRegistry, BaselineUnknown
from treatyc.workspace.protoc import compile_protobuf


def open_registry(
    against: AtRegistry, present: Contracts, system: System, report: Report, override: Question | None
) -> Baseline | None:
    """What the registry has of the project's schemas; None where the report says why it has nothing to say.

    `override` is what the command line asks in place of the contracts.
    """
    target = next((each for each in system.targets if each.name == against.target), None)
    if target is None:
        known = [each.name for each in system.targets]
        advice = did_you_mean(against.target, known, f"there are: {', '.join(known)}" if known else "there is none")
        raise BaselineUnknown(f"no target is named `{against.target}`", advice)
    reading = fetch(system, target, os.environ, report)
    if reading is None:
        return None
    return baseline(reading, target, present, compile_protobuf, report, override=override)
