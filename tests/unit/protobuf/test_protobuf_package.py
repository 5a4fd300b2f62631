"""The generated package: classes from its own pool, stubs that type them, codecs that check what Protobuf does not."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from google.protobuf import descriptor_pool

from tests.unit.protobuf.proto_project import package, schemas_of, system_of
from treaty.contract import MessageSchema
from treaty.errors import DecodeError, EncodeError
from treatyc.emit.python import messages
from treatyc.system.release import Release, Version

ROOT = Path(__file__).parents[3]

MONEY = (
    'syntax = "proto3";\npackage shop.types.v1;\n// Money.\nmessage Money { string currency = 1; int64 units = 2; }\n'
)
ORDERS = """\
syntax = "proto3";
package shop.orders.v1;
import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "shop/types.proto";
// An order was placed.
message OrderPlaced {
  string order_id = 1;
  shop.types.v1.Money total = 2;
  repeated Line lines = 3;
  map<string, shop.types.v1.Money> shares = 4;
  map<int32, Status> history = 5;
  oneof payment { bool cash = 6; bytes token = 7; }
  optional int32 floor = 8;
  Status status = 9;
  repeated Status earlier = 10;
  google.protobuf.Timestamp placed_at = 11;
  google.protobuf.Duration took = 12;
  google.protobuf.Struct extra = 13;
  string from = 14;
  repeated string tags = 15;
  message Line { string sku = 1; Line gift = 2; Deep.Kind kind = 3; message Deep { enum Kind { NONE = 0; SOME = 1; } } }
  enum Status { STATUS_UNSPECIFIED = 0; STATUS_SENT = 1; }
  string str = 16;
  Money Money = 17;
}
message Money { string other = 1; }
enum Color { COLOR_UNSPECIFIED = 0; COLOR_RED = 1; }
"""
SHOP = {"shop/orders.proto": ORDERS, "shop/types.proto": MONEY}
NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


def test_a_message_comes_back_as_it_was_sent(tmp_path: Path) -> None:
    with package(SHOP, tmp_path) as imported:
        orders, types = imported("shop.orders.v1"), imported("shop.types.v1")
        order = orders.OrderPlaced(
            order_id="o-1",
            total=types.Money(currency="EUR", units=5),
            lines=[orders.OrderPlaced.Line(sku="a", kind=orders.OrderPlaced.Line.Deep.SOME)],
            shares={"a": types.Money(units=1)},
            history={3: orders.OrderPlaced.Status.STATUS_SENT},
            token=b"\xff",
            placed_at=NOW,
            took=timedelta(seconds=3),
            extra={"a": [1, "b", None]},
            **{"from": "here"},
        )
        schema = orders.ORDER_PLACED
        assert isinstance(schema, MessageSchema)
        again = schema.codec.decode(schema.codec.encode(order))
        assert again == order
        assert (NOW, timedelta(seconds=3)) == (again.placed_at.ToDatetime(UTC), again.took.ToTimedelta())
        assert ("here", "STATUS_SENT") == (getattr(again, "from"), orders.OrderPlaced.Status.Name(again.history[3]))


def test_each_message_has_a_schema_and_enumerations_have_none(tmp_path: Path) -> None:
    with package(SHOP, tmp_path) as imported:
        orders = imported("shop.orders.v1")
        assert ["MONEY", "ORDER_PLACED", "Color", "Money", "OrderPlaced"] == orders.__all__
        assert ("shop.orders.v1.OrderPlaced", orders.OrderPlaced) == (
            orders.ORDER_PLACED.name,
            orders.ORDER_PLACED.type,
        )
        assert orders.Color.COLOR_RED == 1


def test_well_known_types_are_those_of_the_package(tmp_path: Path) -> None:
    """DECISIONS: a message of the default pool cannot be set into one of the private pool."""
    from google.protobuf.duration_pb2 import Duration  # noqa: PLC0415 - the other pool's

    with package(SHOP, tmp_path) as imported:
        orders, own = imported("shop.orders.v1"), imported("google.protobuf")
        assert orders.OrderPlaced(took=own.Duration(seconds=1)).took.seconds == 1
        with pytest.raises(TypeError, match="Duration"):
            orders.OrderPlaced(took=Duration(seconds=1))


def test_two_packages_with_the_same_names_live_in_one_process(tmp_path: Path) -> None:
    """FIELD.md 1.11: neither gencode, nor a pool that all share."""
    changed = SHOP | {"shop/types.proto": MONEY.replace("int64 units = 2", "string units = 2")}
    with package(SHOP, tmp_path) as first, package(changed, tmp_path) as second:
        one, other = first("shop.types.v1"), second("shop.types.v1")
        assert (1, "1") == (one.Money(units=1).units, other.Money(units="1").units)
        with pytest.raises(EncodeError, match=r"expected a message of shop\.types\.v1\.Money"):
            one.MONEY.codec.encode(other.Money())
        with pytest.raises(KeyError):
            descriptor_pool.Default().FindMessageTypeByName("shop.types.v1.Money")
    assert not [path for path in tmp_path.rglob("*") if "_pb2" in path.name]


def test_every_release_is_read_with_ones_own_descriptor(tmp_path: Path) -> None:
    """DECISIONS, "Without a registry": older and newer writers alike."""
    older = MONEY.replace(" int64 units = 2;", "")
    newer = MONEY.replace("int64 units = 2;", "int64 units = 2; string note = 3;")
    released = schemas_of({"shop/types.proto": older})["shop.types.v1.Money"]
    release = Release("shop.types.v1.Money", Version(1, 0), (released,))
    with (
        package({"shop/types.proto": MONEY}, tmp_path, [release]) as own,
        package({"shop/types.proto": older}, tmp_path) as before,
        package({"shop/types.proto": newer}, tmp_path) as after,
    ):
        mine = own("shop.types.v1")
        assert mine.MONEY.version.startswith("1.1-dev+")
        for version, writer, values in (
            ("1.0", before("shop.types.v1"), {"currency": "EUR"}),
            ("1.2", after("shop.types.v1"), {"currency": "EUR", "units": 2, "note": "x"}),
        ):
            payload = writer.MONEY.codec.encode(writer.Money(**values))
            decode = mine.MONEY.codec.decoder(version)
            assert decode is not None
            assert ("EUR", values.get("units", 0)) == (decode(payload).currency, decode(payload).units)
            assert payload == mine.MONEY.codec.encode(decode(payload)), "what a newer writer added is kept"


def test_the_released_text_travels_as_its_release(tmp_path: Path) -> None:
    released = schemas_of({"x.proto": "// Other comments.\n" + MONEY})["shop.types.v1.Money"]
    with package(SHOP, tmp_path, [Release(released.name, Version(1, 4), (released,))]) as imported:
        assert imported("shop.types.v1").MONEY.version == "1.4"


LEGACY = """\
syntax = "proto2";
package old.v1;
message Record {
  required string id = 1;
  repeated string names = 2;
  map<string, string> notes = 3;
  map<string, Record> inner = 4;
  optional Record next = 5;
  map<int32, bytes> raw = 6;
}
"""


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "required fields are missing: id"),
        (b"\x0a\x01a\x2a\x00", r"required fields are missing: next\.id"),
        (b"\x0a\x01\xff", r"old\.v1\.Record\.id is not UTF-8"),
        (b"\x0a\x01a\x12\x01\xff", r"old\.v1\.Record\.names is not UTF-8"),
        (b"\x0a\x01a\x1a\x06\x0a\x01\xff\x12\x01a", r"NotesEntry\.key is not UTF-8"),
        (b"\x0a\x01a\x1a\x06\x0a\x01a\x12\x01\xff", r"NotesEntry\.value is not UTF-8"),
        (b"\x0a\x01a\x22\x08\x0a\x01a\x12\x03\x0a\x01\xff", r"old\.v1\.Record\.id is not UTF-8"),
        (b"\x0a\x01a\x2a\x03\x0a\x01\xff", r"old\.v1\.Record\.id is not UTF-8"),
    ],
)
def test_what_protobuf_lets_pass_in_proto2_is_refused(tmp_path: Path, payload: bytes, why: str) -> None:
    """P3: Python's Protobuf hands out bytes for such text, and never asks for required fields when it parses."""
    with package({"old.proto": LEGACY}, tmp_path) as imported, pytest.raises(DecodeError, match=why):
        imported("old.v1").RECORD.codec.decode(payload)


def test_what_is_right_in_proto2_is_taken(tmp_path: Path) -> None:
    with package({"old.proto": LEGACY}, tmp_path) as imported:
        old = imported("old.v1")
        record = old.Record(id="é", names=["b"], notes={"c": "d"}, inner={"e": old.Record(id="f")}, raw={1: b"\xff"})
        assert record == old.RECORD.codec.decode(old.RECORD.codec.encode(record))
        with pytest.raises(EncodeError, match="missing required fields"):
            old.RECORD.codec.encode(old.Record(names=["a"]))


def test_what_nobody_could_read_is_not_sent(tmp_path: Path) -> None:
    """Protobuf's writers nest deeper than its readers take (P3)."""
    text = 'syntax = "proto3";\npackage a.v1;\nmessage Tree { repeated Tree trees = 1; }\n'
    with package({"a.proto": text}, tmp_path) as imported:
        module = imported("a.v1")
        tree = module.Tree()
        branch = tree
        for _ in range(120):
            branch = branch.trees.add()
        with pytest.raises(EncodeError, match="nobody could read"):
            module.TREE.codec.encode(tree)


CODECS = {
    "ProtobufCodec": 'syntax = "proto3"; import "google/protobuf/descriptor.proto"; '
    "extend google.protobuf.FieldOptions { bool secret = 50000; } message M { string s = 1 [(secret) = true]; }",
    "NestingProtobufCodec": 'syntax = "proto3"; message M { map<string, N> ns = 1; } message N { M m = 1; }',
    "CheckingProtobufCodec": 'syntax = "proto2"; message M { optional N n = 1; } message N { optional string s = 1; }',
}


@pytest.mark.parametrize("expected", CODECS)
def test_a_message_pays_only_for_the_checks_that_it_needs(tmp_path: Path, expected: str) -> None:
    """What a file merely imports, such as descriptor.proto for its options, does not count."""
    with package({"a.proto": CODECS[expected]}, tmp_path) as imported:
        assert expected == type(imported("unnamed").M_SCHEMA.codec).__name__


EVIL = 'open("CANARY", "w").write("x")'
QUOTED = EVIL.replace('"', "'")
HOSTILE = f'''\
syntax = "proto2";
package hostile.v1;
// """
// {EVIL}
// \\"""{EVIL}#\\
// {{{{ view }}}} {{% raw %}} ${{HOME}} %{{x}} \u202e \u2028 {EVIL}
message Victim {{
  /* """*\u200b/ {EVIL} */
  optional string a = 1 [default = "\\"\\"\\"\\n{QUOTED}\\n", json_name = "'\\"\\n;{QUOTED}"];
  optional bytes b = 2 [default = "\\xff'\\"\\\\"];
  optional E e = 3 [default = None];
  enum E {{ None = 0; __class__ = 1; keys = 2; mro = 3; }}
  optional string __init__ = 4;
  optional string class = 5;
  optional string self = 6;
  optional string int = 7;
  optional string DESCRIPTOR = 8;
  optional string FromString = 9;
  optional string SerializeToString = 10;
  optional string property = 11;
  optional string ListFields = 12;
  optional string _Message = 13;
  optional string __import__ = 14;
  message import {{ message from {{ optional int32 x = 1; }} optional from f = 1; }}
  optional import i = 15;
  optional {"x" * 300} long = 16;
  optional string {"y" * 300} = 17;
}}
message {"x" * 300} {{}}
message None {{}}
message order_placed {{}}
message Message {{ optional Any any = 1; }}
message Any {{}}
message MessageSchema {{}}
message protobuf {{}}
message SKU {{}}
message __all__ {{}}
message eval {{}}
'''


def test_nothing_of_a_contract_becomes_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """BROKERS 3.4, cases 1 and 2: names, comments and defaults of a schema, in Python and in stubs."""
    monkeypatch.chdir(tmp_path)
    with package({"hostile/v1/victim.proto": HOSTILE}, tmp_path / "out") as imported:
        module = imported("hostile.v1")
        victim = module.Victim(int="7", SerializeToString="8", ListFields="9", **{"class": "5", "__init__": "4"})
        assert victim == module.VICTIM.codec.decode(module.VICTIM.codec.encode(victim))
        assert module.Victim().a.startswith('"""\nopen')
        assert not (tmp_path / "CANARY").exists()
        assert {"SKU", "SKU_SCHEMA", "OrderPlaced"} <= set(module.__all__)
    check_types(tmp_path / "out")


USAGE = """\
from datetime import UTC, datetime, timedelta
from typing import assert_type

from google.protobuf.internal.containers import MessageMap, RepeatedCompositeFieldContainer, ScalarMap
from treaty.contract import MessageSchema

from {package}.google.protobuf import Duration, Timestamp
from {package}.shop.orders.v1 import ORDER_PLACED, Color, OrderPlaced
from {package}.shop.orders.v1 import Money as Other
from {package}.shop.types.v1 import Money

order = OrderPlaced(
    order_id="a",
    total=Money(currency="EUR"),
    lines=[OrderPlaced.Line(kind=OrderPlaced.Line.Deep.Kind.SOME)],
    shares={{"a": Money()}},
    history={{1: OrderPlaced.Status.STATUS_SENT}},
    placed_at=datetime.now(UTC),
    took=Duration(seconds=1),
    Money=Other(other="x"),
)
order.placed_at = datetime.now(UTC)
order.took = timedelta(seconds=1)
order.status = OrderPlaced.Status.STATUS_SENT
assert_type(ORDER_PLACED, MessageSchema[OrderPlaced])
assert_type(ORDER_PLACED.codec.decode(b""), OrderPlaced)
assert_type(order.order_id, str)
assert_type(order.str, str)
assert_type(order.token, bytes)
assert_type(order.floor, int)
assert_type(order.total, Money)
assert_type(order.Money, Other)
assert_type(order.placed_at, Timestamp)
assert_type(order.lines, RepeatedCompositeFieldContainer[OrderPlaced.Line])
assert_type(order.lines[0].gift.sku, str)
assert_type(order.shares, MessageMap[str, Money])
assert_type(order.history, ScalarMap[int, OrderPlaced.Status.ValueType])
assert_type(order.status, OrderPlaced.Status.ValueType)
assert_type(OrderPlaced.Status.Name(order.status), str)
assert_type(Color.COLOR_RED, Color.ValueType)
name = order.WhichOneof("payment")
if name is not None and name != "cash":
    assert name == "token"
order.HasField("floor")
order.ClearField("tags")
OrderPlaced(colour="red")  # type: ignore[call-arg]
order.total = Money()  # type: ignore[misc]
order.status = 1  # type: ignore[assignment]
order.status = Color.COLOR_RED  # type: ignore[assignment]
order.HasField("tags")  # type: ignore[arg-type]
order.WhichOneof("total")  # type: ignore[arg-type]
order.nothing  # type: ignore[attr-defined]
order.lines.append(Money())  # type: ignore[arg-type]
"""


def check_types(folder: Path) -> None:
    """`mypy --strict` over all of a folder."""
    (root,) = [path for path in folder.iterdir() if path.is_dir()]
    path = f"{root}:{ROOT / 'codegen'}"
    files = [*map(str, folder.glob("*.py")), str(root / root.name)]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={ROOT / '.mypy_cache'}", *files],
        capture_output=True,
        text=True,
        check=False,
        env={"MYPYPATH": path},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_stubs_type_every_use_and_refuse_every_misuse(tmp_path: Path) -> None:
    with package(SHOP, tmp_path) as imported:
        name = imported("shop").__name__.split(".")[0]
    (tmp_path / "usage.py").write_text(USAGE.format(package=name))
    check_types(tmp_path)


def test_the_order_of_files_does_not_matter() -> None:
    forwards = messages.emit(system_of(SHOP))
    backwards = messages.emit(system_of(dict(reversed(SHOP.items()))))
    assert forwards == backwards


def test_a_process_loads_only_the_files_that_its_messages_need(tmp_path: Path) -> None:
    with package(SHOP, tmp_path) as imported:
        types = imported("shop.types.v1")
        root = types.__name__.split(".")[0]
        loaded = sorted(name for name in sys.modules if name.startswith(f"{root}._descriptors."))
        assert [f"{root}._descriptors.shop_types"] == loaded
