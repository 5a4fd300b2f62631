"""What a text refers to: each version that it names, and the texts of all of them, however far away."""

from __future__ import annotations

import dataclasses

from treatyc.embedded.content import Content, Reference
from treatyc.embedded.names import Name, within
from treatyc.embedded.parsing import Text
from treatyc.embedded.records import ALL, LIVE, Records, Version, Window
from treatyc.embedded.refusal import invalid_schema
from treatyc.embedded.requests import LATEST, REFERENCES_MAX

TOGETHER_MAX = 8 * 1024 * 1024
"""Characters of all that one text refers to."""


def with_numbers(records: Records, around: Name, content: Content) -> Content:
    """A content whose references name numbers of versions, where they said the last one; raises where one is lost."""
    return dataclasses.replace(
        content, references=tuple(_with_number(records, around, each) for each in content.references)
    )


def whole(records: Records, around: Name, content: Content) -> Text:
    """A text with the texts that it needs; of two things of one name the nearer counts, and then the first.

    What was deleted since it was referred to is still there for what refers to it.
    """
    found: dict[str, str] = {}
    size = 0
    pending = [(content, around)]
    for each, at in pending:
        for reference in each.references:
            if reference.name in found:
                continue
            version = _version(records, at, reference, ALL)
            found[reference.name] = version.stored.content.text
            pending.append((version.stored.content, version.name))
            size += len(version.stored.content.text)
            if len(found) > REFERENCES_MAX:
                raise invalid_schema(f"more than {REFERENCES_MAX} schemas are referred to")
            if size > TOGETHER_MAX:
                raise invalid_schema(f"what is referred to is larger than {TOGETHER_MAX // 1024 // 1024} MiB")
    return Text(content.format, content.text, tuple(sorted(found.items())))


def _with_number(records: Records, around: Name, reference: Reference) -> Reference:
    version = _version(records, around, reference, LIVE)
    return dataclasses.replace(reference, version=version.number)


def _version(records: Records, around: Name, reference: Reference, window: Window) -> Version:
    name = within(reference.subject, around)
    last = reference.version == LATEST
    found = records.latest(name, window) if last else records.version(name, reference.version, window)
    if found is None:
        at = f"subject {reference.subject}, version {'latest' if last else reference.version}"
        raise invalid_schema(f"No schema reference found for subject and version: {reference.name} ({at})")
    return found
