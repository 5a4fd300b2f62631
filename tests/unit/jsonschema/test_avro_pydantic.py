"""`models: pydantic` for Avro: the same bytes from models as from structs, logical types and defaults included."""

from __future__ import annotations

import datetime as dt
import decimal
import importlib
import sys
import uuid
from pathlib import Path
from typing import Any

import pydantic
import pytest

from tests.unit.avro.building import system_of
from treaty.codecs.avro_values import Duration
from treatyc.emit.python import messages, pydantic_avro
from treatyc.emit.python.part import EmitPart
from treatyc.system.schema import Format
from treatyc.system.system import System

LINE = {
    "type": "record",
    "name": "Line",
    "namespace": "shop.v1",
    "fields": [{"name": "sku", "type": "string"}, {"name": "json", "type": "int", "default": 1}],
}
ORDER = {
    "type": "record",
    "name": "Order",
    "namespace": "shop.v1",
    "doc": "An order.",
    "fields": [
        {"name": "id", "type": {"type": "string", "logicalType": "uuid"}, "doc": 'Its "number".'},
        {"name": "class", "type": ["null", "string"], "default": None},
        {"name": "lines", "type": {"type": "array", "items": LINE}, "default": []},
        {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "placed_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "status", "type": {"type": "enum", "name": "Status", "symbols": ["NEW", "PAID"]}, "default": "NEW"},
        {"name": "parent", "type": ["null", "Order"], "default": None},
        {"name": "took", "type": {"type": "fixed", "name": "Took", "size": 12, "logicalType": "duration"}},
        {"name": "digest", "type": {"type": "fixed", "name": "Digest", "size": 2}},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "notes", "type": {"type": "map", "values": ["string", "long"]}, "default": {}},
    ],
}


def module(system: System, folder: Path, emitters: dict[Format, EmitPart]) -> Any:
    for file in messages.emit(system, emitters):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    package = f"{system.name}_messages"
    sys.path.insert(0, str(folder / package))
    importlib.invalidate_caches()
    try:
        return importlib.import_module(f"{package}.shop.v1")
    finally:
        sys.path.remove(str(folder / package))


def order(module: Any) -> Any:
    inner: dict[str, Any] = {"took": Duration(1, 2, 3), "digest": b"ab", "day": dt.date(2026, 1, 1)}
    inner |= {"total": decimal.Decimal("0.10"), "placed_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}
    parent = module.Order(id=uuid.UUID(int=1), **inner)
    lines = [module.Line(sku="a"), module.Line(sku="b", json=2)]
    return module.Order(
        id=uuid.UUID(int=2), class_="x", lines=lines, status=module.Status.PAID, parent=parent, notes={"a": 1}, **inner
    )


@pytest.mark.filterwarnings('ignore:Field name "json" .* shadows an attribute:UserWarning')
def test_models_have_the_bytes_of_structs(tmp_path: Path) -> None:
    structs = module(system_of([ORDER], name="structs"), tmp_path / "structs", {})
    models = module(system_of([ORDER], name="models"), tmp_path / "models", {Format.AVRO: pydantic_avro.emit})

    payload = models.ORDER.codec.encode(order(models))

    assert issubclass(models.Order, pydantic.BaseModel)
    assert "An order." == models.Order.__doc__
    assert structs.ORDER.codec.encode(order(structs)) == payload
    assert order(models) == models.ORDER.codec.decode(payload)
    with pytest.raises(pydantic.ValidationError):
        models.Order(id="no uuid", total=decimal.Decimal(1), placed_at=dt.datetime.now(dt.UTC))
