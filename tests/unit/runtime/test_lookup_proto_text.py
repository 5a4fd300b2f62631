"""Which message an index path leads to in a `.proto` text of a registry: held against what protoc makes of it."""

from __future__ import annotations

import base64
import contextlib
import itertools
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import grpc_tools
import pytest
from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet
from hypothesis import given
from hypothesis import strategies as st

from treaty.errors import DecodeError
from treaty.registry.proto_text import TEXT_CHARACTERS_MAX, Declared, message_at

CONTRACTS = Path(__file__).parents[3] / "contracts" / "schemas"

CONFUSING = """
syntax = "proto3"; // package no.v1; message No {}
/* message No { */
package shop . /* here */ orders.v1;
import "no.proto";
option (note) = { message: "message No {" deeper { message No { } } };
enum message_kind { MESSAGE = 0; }
message First {
  string message = 1 [(hint) = { message { a: 1 } }];
  oneof message_or { string text = 2; bytes data = 3; }
  enum Inner { NONE = 0; }
  message A { message Deep { string s = 1; } }
  string quoted = 4 [default = "} \\" message No {"];
  message B {}
  extend Other { optional string more = 100; }
  reserved 5, 6;
}
service Orders { rpc Get(First) returns (Second) { option idempotency_level = NO_SIDE_EFFECTS; } }
extend First { optional group Group = 7 { message Hidden {} } };
;
export message Second{message message{}}
local message Third { string s = 1; }
"""


@pytest.mark.parametrize(
    ("indexes", "name"),
    [
        ((0,), "First"),
        ((0, 0), "First.A"),
        ((0, 0, 0), "First.A.Deep"),
        ((0, 1), "First.B"),
        ((1,), "Second"),
        ((1, 0), "Second.message"),
        ((2,), "Third"),
    ],
)
def test_an_index_path_leads_to_a_message(indexes: tuple[int, ...], name: str) -> None:
    """Comments, texts, options, enumerations, services and groups are none."""
    assert message_at(CONFUSING, indexes).name == f"shop.orders.v1.{name}"


@pytest.mark.parametrize("indexes", [(), (3,), (0, 2), (0, 0, 0, 0), (-1,), (2**31 - 1,), (0,) * 1000])
def test_a_path_that_leads_nowhere_is_told(indexes: tuple[int, ...]) -> None:
    """Whatever its numbers are, which are a stranger's."""
    with pytest.raises(DecodeError, match="has no message at"):
        message_at(CONFUSING, indexes)


def test_without_a_package_a_name_stands_alone() -> None:
    """As in a text that confluent's own examples use."""
    assert message_at('syntax = "proto3"; message Order {}', [0]).name == "Order"


@pytest.mark.parametrize("text", ["message A {", "}", "message A { { }"])
def test_braces_that_do_not_match_are_told(text: str) -> None:
    """No compiler would take it, and no registry."""
    with pytest.raises(DecodeError, match=r"closes what|ends before"):
        message_at(text, [0])


HOSTILE = [
    "/*" * 500_000,
    '"\\' * 500_000,
    "'\\\n" * 300_000,
    "message A{" * 100_000,
    "{" * 1_000_000,
    "message " + "A" * 500_000 + "{" + "message B{}" * 40_000 + "}",
    "/" * 1_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_takes_long(text: str) -> None:
    """Each character is looked at once: what is never closed is no reason to start again."""
    started = time.process_time()
    with contextlib.suppress(DecodeError):
        message_at(text, [0])
    assert time.process_time() - started < 5.0


def test_a_text_is_bounded() -> None:
    """Before it is looked at."""
    with pytest.raises(DecodeError, match="longer than"):
        message_at(" " * (TEXT_CHARACTERS_MAX + 1), [0])


@dataclass(frozen=True)
class Node:
    """A message, and those nested in it."""

    name: str
    inner: tuple[Node, ...] = ()

    def written(self, between: Iterator[str]) -> str:
        inner = "".join(each.written(between) for each in self.inner)
        return f"{next(between)} message {self.name}{{{inner}{next(between)}}}"

    def paths(self) -> Iterator[tuple[tuple[int, ...], str]]:
        yield (), self.name
        for index, each in enumerate(self.inner):
            for path, name in each.paths():
                yield (index, *path), f"{self.name}.{name}"


NAMES = st.sampled_from(["A", "B", "message", "package", "Order_2", "export"])
NODES = st.recursive(
    st.builds(Node, NAMES), lambda inner: st.builds(Node, NAMES, st.lists(inner, max_size=3).map(tuple))
)
NOISE = [
    "",
    ";",
    "// message X {\n",
    "/* } */",
    "option (o) = { message Y { } };",
    'option x = "{";',
    "enum E { message = 0; }",
    "oneof o { A message = 1; }",
]


@given(
    nodes=st.lists(NODES, max_size=4),
    noise=st.lists(st.sampled_from(NOISE), min_size=1),
    package=st.sampled_from(["", "a", "a.b.v1"]),
)
def test_every_message_is_found_where_it_was_written(nodes: list[Node], noise: list[str], package: str) -> None:
    """Whatever stands between: the path of each leads to its own name."""
    between = itertools.cycle(noise)
    text = (f"package {package};" if package else "") + "".join(node.written(between) for node in nodes)
    for index, node in enumerate(nodes):
        for path, name in node.paths():
            assert message_at(text, (index, *path)).name == (f"{package}.{name}" if package else name)


def test_protoc_finds_the_same_names(tmp_path: Path) -> None:
    """All messages of the demonstration fleet and of Protobuf's own files, by the numbers that protoc gives them."""
    own = Path(str(grpc_tools.__file__)).parent / "_proto"
    for root in (CONTRACTS, own):
        out = tmp_path / "descriptors"
        files = [str(path.relative_to(root)) for path in sorted(root.rglob("*.proto"))]
        run = [sys.executable, "-m", "grpc_tools.protoc", f"-I{root}", f"--descriptor_set_out={out}", *files]
        subprocess.run(run, check=True, timeout=60)
        known = FileDescriptorSet.FromString(out.read_bytes()).file
        assert len(known) == len(files)
        for file in known:
            text = (root / file.name).read_text()
            for path, name, scalars in _declared(file.message_type, file.package):
                found = message_at(text, path)
                assert found.name == name
                assert {number: kind for number, kind in found.fields.items() if kind in SCALARS} == scalars


SCALARS = frozenset(
    "double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes".split()
)

Declaration = tuple[tuple[int, ...], str, dict[int, str]]


def _declared(messages: Sequence[DescriptorProto], scope: str) -> Iterator[Declaration]:
    """As written: the entry types of maps are protoc's own. With the fields that are plain values."""
    for index, each in enumerate(one for one in messages if not one.options.map_entry):
        types = {field.number: FieldDescriptorProto.Type.Name(field.type)[5:].lower() for field in each.field}
        yield (index,), f"{scope}.{each.name}", {number: kind for number, kind in types.items() if kind in SCALARS}
        for path, name, scalars in _declared(each.nested_type, f"{scope}.{each.name}"):
            yield (index, *path), name, scalars


def test_fields_are_those_of_the_message_alone() -> None:
    """Not what options, other messages or extensions hold; a `oneof` is no message of its own."""
    assert message_at(CONFUSING, (0,)).fields == {1: "string", 2: "string", 3: "bytes", 4: "string"}
    text = """message A {
      option deprecated = 1; A a = 2; .x.B b = 3; map<string, int32> c = 4; repeated sint64 d = 0x5;
      optional fixed32 e = 6 [(o) = { f: 7 }, (p) = 8]; int32 g = 99999999999999999999; reserved 9 to 10;
    }"""
    assert message_at(text, (0,)).fields == {2: "A", 6: "fixed32"}


def test_a_descriptor_in_place_of_a_text_is_read_as_well() -> None:
    """confluent-kafka registers descriptors in base64, and not every registry turns them into text."""
    file = FileDescriptorProto(name="a.proto", package="shop.v1")
    outer = file.message_type.add(name="Outer")
    outer.nested_type.add(name="Entry").options.map_entry = True
    outer.nested_type.add(name="Inner").field.add(name="a", number=3, type=FieldDescriptorProto.TYPE_SINT32)
    file.message_type.add(name="Second")
    text = base64.b64encode(file.SerializeToString()).decode()
    assert message_at(text, [1]).name == "shop.v1.Second"
    assert message_at(text, [0, 0]) == Declared("shop.v1.Outer.Inner", {3: "sint32"})
    with pytest.raises(DecodeError, match="has no message at"):
        message_at(text, [2])
    with pytest.raises(DecodeError, match="no descriptor"):
        message_at(base64.b64encode(b"no descriptor").decode(), [0])
