"""The pages of what loading and linking refuse; the modules beside this one hold nothing else."""

from __future__ import annotations

from treatyc.checks.refusals import (
    avro,
    comparing,
    deployed,
    files,
    gate,
    importing,
    language,
    lock,
    protobuf,
    pulling,
    pushing,
    registry,
    schemas,
    verifying,
)

REFUSALS = (
    avro.PAGES,
    comparing.PAGES,
    deployed.PAGES,
    files.PAGES,
    gate.PAGES,
    importing.PAGES,
    language.PAGES,
    lock.PAGES,
    protobuf.PAGES,
    pulling.PAGES,
    pushing.PAGES,
    registry.PAGES,
    schemas.PAGES,
    verifying.PAGES,
)
