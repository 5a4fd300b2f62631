"""What Apicurio's registry finds between two `.proto` files: nearly every change, in every direction.

Messages are compared by their names alone. Of what it says the first words are kept, as the kind of a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treatyc.dialects.dialect import Reason
from treatyc.dialects.protobuf.model import Enumeration, Field, File, Label, Message


def differences(before: File, after: File) -> list[Reason]:
    """All that stands against the newer file, whoever writes."""
    old, new = _messages(before), _messages(after)
    return [
        *_reserved(old, new),
        *_removed(old, new),
        *_fields(old, new),
        *_names(old, new),
        *_enums(_enumerations(before), _enumerations(after)),
        *_services(before, after),
        *(_required(old, new) if before.syntax == "proto2" else ()),
    ]


def _messages(file: File) -> Mapping[str, Message]:
    return dict(_within(file.messages, ""))


def _within(messages: Mapping[str, Message], scope: str) -> Iterator[tuple[str, Message]]:
    for name, message in messages.items():
        yield f"{scope}{name}", message
        yield from _within(message.messages, f"{scope}{name}.")


def _enumerations(file: File) -> Mapping[str, Enumeration]:
    inner = {
        f"{scope}.{name}": enum for scope, message in _messages(file).items() for name, enum in message.enums.items()
    }
    return {**file.enums, **inner}


def _reserved(old: Mapping[str, Message], new: Mapping[str, Message]) -> Iterator[Reason]:
    """What was reserved is not used, and stays reserved."""
    for name, message in old.items():
        later = new.get(name, Message(name))
        if any(any(message.reserves(each.name, each.number)) for each in later.all_fields):
            yield Reason("Conflict of reserved fields", name)
        numbers = any(not _covers(later.reserved_numbers, each) for each in message.reserved_numbers)
        if numbers or not message.reserved_names <= later.reserved_names:
            yield Reason("reserved fields were removed", name)


def _covers(ranges: tuple[range, ...], wanted: range) -> bool:
    """Whether all numbers of a range are in others; neighbours go together."""
    at = wanted.start
    for each in sorted(ranges, key=lambda numbers: numbers.start):
        if each.start <= at < each.stop:
            at = each.stop
    return at >= wanted.stop


def _removed(old: Mapping[str, Message], new: Mapping[str, Message]) -> Iterator[Reason]:
    """A name that is gone must be reserved; its number too, unless another field has it."""
    for name, message in old.items():
        later = new.get(name, Message(name))
        names = {each.name for each in later.all_fields}
        numbers = {each.number for each in later.all_fields}
        for each in message.all_fields:
            reserved = later.reserves(each.name, each.number)
            if each.name not in names and not (reserved[0] and (reserved[1] or each.number in numbers)):
                yield Reason("fields removed without reservation", f"{name}.{each.name}")


def _fields(old: Mapping[str, Message], new: Mapping[str, Message]) -> Iterator[Reason]:
    """Fields of one name have the same number, type and label."""
    for name, message in old.items():
        later = {each.name: each for each in new[name].all_fields} if name in new else {}
        for was in message.all_fields:
            is_: Field | None = later.get(was.name)
            if is_ is None:
                continue
            if was.number != is_.number:
                yield Reason("Conflict, field id changed", f"{name}.{was.name}")
            if was.type != is_.type:
                yield Reason("Field type changed", f"{name}.{was.name}")
            if was.label is not is_.label:
                yield Reason("Field label changed", f"{name}.{was.name}")


def _names(old: Mapping[str, Message], new: Mapping[str, Message]) -> Iterator[Reason]:
    """Fields of one number have the same name; one that is gone has its name or its number reserved."""
    for name, message in old.items():
        later = new.get(name)
        if later is None or not later.all_fields:
            continue
        names = {each.number: each.name for each in later.all_fields}
        for each in message.all_fields:
            gone = each.number not in names and any(later.reserves(each.name, each.number))
            if names.get(each.number) != each.name and not gone:
                yield Reason("Field name changed", f"{name}.{each.name}")


def _enums(old: Mapping[str, Enumeration], new: Mapping[str, Enumeration]) -> Iterator[Reason]:
    """Values keep their numbers and names; what an enumeration reserves is not seen."""
    for name, enum in old.items():
        later = new.get(name)
        if later is None:
            continue
        numbers = {value: number for number, value in later.values.items()}
        for number, value in enum.values.items():
            if numbers.get(value, number) != number:
                yield Reason("Conflict, field id changed", f"{name}.{value}")
            if later.values.get(number) != value:
                yield Reason("Field name changed", f"{name}.{value}")


def _services(before: File, after: File) -> Iterator[Reason]:
    for service, methods in before.services.items():
        later = after.services.get(service, {})
        for name, method in methods.items():
            if name not in later:
                yield Reason("rpc services removed", f"{service}.{name}")
            elif later[name] != method:
                yield Reason("rpc service signature changed", f"{service}.{name}")


def _required(old: Mapping[str, Message], new: Mapping[str, Message]) -> Iterator[Reason]:
    for name, message in new.items():
        names = {each.name for each in old[name].all_fields} if name in old else None
        for each in message.all_fields:
            if names is not None and each.name not in names and each.label is Label.REQUIRED:
                yield Reason("required field added in new version", f"{name}.{each.name}")
