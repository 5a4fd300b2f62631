"""Deleting versions and subjects: first so that whoever knows an id still has the text, then for good."""

from __future__ import annotations

from treatyc.embedded import settings
from treatyc.embedded.names import Name
from treatyc.embedded.records import ALL, LIVE, Records, Version
from treatyc.embedded.refusal import (
    referenced,
    subject_not_found,
    subject_not_soft_deleted,
    subject_soft_deleted,
    version_not_found,
    version_not_soft_deleted,
    version_soft_deleted,
)
from treatyc.embedded.requests import LATEST


def delete_subject(records: Records, name: Name, *, permanent: bool) -> list[int]:
    """Delete a subject; the answer are its versions."""
    settings.refuse_read_only(records, name)
    versions = records.versions(name, ALL)
    if not versions:
        raise subject_not_found(name)
    live = [each for each in versions if not each.deleted]
    if permanent and live:
        raise subject_not_soft_deleted(name)
    if not permanent and not live:
        raise subject_soft_deleted(name)
    wanted = versions if permanent else live
    for each in wanted:
        _refuse_referenced(records, each)
    for each in wanted:
        if permanent:
            records.remove(each)
        else:
            records.mark_deleted(each)
    settings.forget(records, name)
    return [each.number for each in wanted]


def delete_version(records: Records, name: Name, number: int, *, permanent: bool) -> int:
    """Delete a version; the answer is its number."""
    settings.refuse_read_only(records, name)
    found = _version(records, name, number)
    if permanent and not found.deleted:
        raise version_not_soft_deleted(name, found.number)
    if not permanent and found.deleted:
        raise version_soft_deleted(name, found.number)
    _refuse_referenced(records, found)
    if permanent:
        records.remove(found)
    else:
        records.mark_deleted(found)
        if not records.numbers(name, LIVE):
            settings.forget(records, name)
    return found.number


def _version(records: Records, name: Name, number: int) -> Version:
    if not records.numbers(name, ALL):
        raise subject_not_found(name)
    found = records.latest(name) if number == LATEST else records.version(name, number, ALL)
    if found is None:
        raise version_not_found(number)
    return found


def _refuse_referenced(records: Records, version: Version) -> None:
    if records.referring(version.name, version.number):
        words = f"One or more references exist to the schema {{subject={version.name},version={version.number}}}."
        raise referenced(words)
