"""docs/how-to/adopt-a-registry.md: a reader with a registry and nothing else pastes it and gets what it shows."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.brokers.registering import register
from tests.pages import paste
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf

PARCEL = """\
syntax = "proto3";
package shop.shipping.v1;

// A parcel left the warehouse.
message ParcelSent {
  string id = 1;
  string carrier = 2;
}
"""


def placed(*fields: dict[str, object]) -> str:
    """The order of the page; a registry has it on one line."""
    head = {"type": "record", "name": "OrderPlaced", "namespace": "shop.orders.v1"}
    return json.dumps(head | {"doc": "A customer placed an order.", "fields": fields}, separators=(",", ":"))


ID = {"name": "id", "type": "string"}
NOTE = {"name": "note", "type": "string", "default": ""}


def seed(url: str) -> None:
    """What the registry of the page holds."""
    register(url, "orders-value", placed(ID))
    register(url, "orders-value", placed(ID, NOTE))
    register(url, "orders-key", '"string"')
    register(url, "shipments-value", PARCEL, "PROTOBUF")
    register(url, "counts-value", '"long"')


def test_every_command_of_the_page_does_what_it_shows(tmp_path: Path) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    project.mkdir()
    home.mkdir()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with running(compile_protobuf) as url:
        seed(url)
        paste("docs/how-to/adopt-a-registry.md", project, home, {"PATH": path, "REGISTRY_URL": url})
