"""`register: at-start` without a registry: what is sent to one, and what becomes of its answers."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec
import pytest

from treaty.errors import ContractError
from treaty.registry.asking import connecting
from treaty.registry.bundle import (
    Bundle,
    ChannelIds,
    Ids,
    Keys,
    Registering,
    Release,
    Text,
    TextReference,
    with_texts,
)
from treaty.registry.connection import Address
from treaty.registry.problem import Rejected
from treaty.registry.registering import registered

MONEY = Text("shop/money.proto", "PROTOBUF", "money")
PAID = Text(
    "events.paid-value",
    "PROTOBUF",
    "paid",
    (TextReference("shop/money.proto", "shop/money.proto"),),
    {"shop.Paid": (1,), "shop.Refunded": (2,)},
)
KEY = Text("events.paid-key", "AVRO", '"string"')
BUNDLE = Bundle(
    address=Address(target="dev", url="x"),
    channels={"events.paid": ChannelIds({"shop.Paid": "events.paid-value"}, key_subject="events.paid-key")},
    keys=Keys.AVRO,
    register=Registering.AT_START,
    texts=(MONEY, PAID, KEY),
)


class Registry:
    """Numbers what it is given from 10; the version of each is 3."""

    def __init__(self, refuses: str = "", answer: object = None) -> None:
        self.asked: list[tuple[str, object]] = []
        self._refuses = refuses
        self._answer = answer

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Registry]:
        yield self

    async def post(self, path: str, value: object) -> object:
        self.asked.append((path, value))
        if path == self._refuses:
            raise Rejected("localhost does not take it: incompatible", 409, 409, "incompatible")
        if self._answer is not None:
            return self._answer
        return {"id": 9 + (len(self.asked) + 1) // 2, "version": 3, "guid": str(UUID(int=5)), "subject": "x"}


async def test_texts_are_registered_in_their_order_and_give_their_ids() -> None:
    registry = Registry()
    found = await registered(BUNDLE, registry.connect, {"shop.Paid": "1.0"})

    reference = {"name": "shop/money.proto", "subject": "shop/money.proto", "version": 3}
    money = {"schema": "money", "schemaType": "PROTOBUF", "references": []}
    paid = {"schema": "paid", "schemaType": "PROTOBUF", "references": [reference]}
    key = {"schema": '"string"', "schemaType": "AVRO", "references": []}
    assert [
        ("/subjects/shop%2Fmoney.proto/versions", money),
        ("/subjects/shop%2Fmoney.proto", money),
        ("/subjects/events.paid-value/versions", paid),
        ("/subjects/events.paid-value", paid),
        ("/subjects/events.paid-key/versions", key),
        ("/subjects/events.paid-key", key),
    ] == registry.asked
    ids = Ids(11, UUID(int=5), (1,))
    assert {
        "events.paid": ChannelIds(
            {"shop.Paid": "events.paid-value"},
            {"shop.Paid": ids},
            (Release("shop.Paid", "1.0", ids),),
            "events.paid-key",
            Ids(12, UUID(int=5)),
        )
    } == found.channels


async def test_a_refusal_is_told_at_start() -> None:
    registry = Registry(refuses="/subjects/events.paid-value/versions")
    with pytest.raises(ContractError) as refusal:
        await registered(BUNDLE, registry.connect, {})
    reason = "`events.paid-value`: localhost does not take it: incompatible"
    assert f"nothing can be registered at target `dev`: {reason}" == str(refusal.value)


@pytest.mark.parametrize(
    "answer",
    [[], {"id": "17", "version": 1}, {"id": 17}, {"id": 0, "version": 1}, {"id": 1, "version": 1, "guid": "x"}],
)
async def test_an_answer_that_is_none_is_told(answer: object) -> None:
    with pytest.raises(ContractError, match=r"what it says of `shop/money\.proto` is no version"):
        await registered(BUNDLE, Registry(answer=answer).connect, {})


async def test_a_client_that_is_not_installed_is_told_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Agents whose ids are all known do without: the base install has no HTTP."""
    for name in ("httpx2", "treaty.registry.client"):
        monkeypatch.setitem(sys.modules, name, None)
    there = Address(target="dev", url="http://localhost:8081")
    with pytest.raises(
        ContractError, match=r"at target `dev`: the client of registries is missing .*treaty\[registry\]"
    ):
        await registered(BUNDLE, connecting(there, {}), {})


def test_texts_are_read_as_they_were_written() -> None:
    content = msgspec.json.encode({"form": 1, "targets": {"dev": BUNDLE.texts}})
    assert BUNDLE == with_texts(msgspec.structs.replace(BUNDLE, texts=()), content)


@pytest.mark.parametrize("content", [b"{", b'{"form":2,"targets":{"dev":[]}}', b'{"form":1,"targets":{}}'])
def test_texts_that_do_not_belong_to_the_bundle_are_told(content: bytes) -> None:
    with pytest.raises(ContractError, match=r"registry_texts\.json"):
        with_texts(BUNDLE, content)
