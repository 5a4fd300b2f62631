"""`registry_texts.json`: what an agent registers when it starts. `treaty generate` alone writes it, of whole files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from treatyc.cli.group import group

REPOSITORY = Path(__file__).parents[3]
PROJECT = """\
treaty: 1
name: shop
compatibility: backward_transitive
targets:
  dev:
    broker: memory
    registry: {url: "${REGISTRY_URL}", register: REGISTER, keys: avro}
  live: {broker: memory, registry: "${REGISTRY_URL}"}
channels:
  events.placed: {kind: event, message: shop.v1.Placed, retain: 1d, owner: shop, description: It was placed., key: id}
  events.paid: {kind: event, message: shop.v1.Paid, retain: 1d, owner: shop, description: It was paid.}
agents:
  shop: {sends: [events.placed], owner: shop, description: It sells.}
  till: {sends: [events.paid], owner: shop, description: It counts.}
  audit: {receives: ["events.*"], owner: shop, description: It looks.}
generate:
  - python: {out: generated}
"""
PAID = """\
syntax = "proto3";
package shop.v1;
// Not sent.
message Other { int32 a = 1; }
// It was paid.
message Paid { int32 a = 1; }
"""


def record(name: str, **fields: str) -> str:
    members = [{"name": field, "type": type_, "doc": field} for field, type_ in fields.items()]
    return json.dumps({"type": "record", "name": name, "namespace": "shop.v1", "doc": name, "fields": members})


TEXTS = {
    "Unit.avsc": record("Unit", code="string"),
    "Money.avsc": record("Money", count="long", unit="shop.v1.Unit"),
    "Placed.avsc": record("Placed", id="string", total="shop.v1.Money"),
    "paid.proto": PAID,
}


def generate(folder: Path, register: str, *words: str) -> Result:
    """Run `treaty generate` on the project."""
    schemas = folder / "schemas" / "shop" / "v1"
    schemas.mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        (schemas / name).write_text(text)
    (folder / "treaty.yaml").write_text(PROJECT.replace("REGISTER", register))
    where = ["--project", str(folder / "treaty.yaml"), "--root", str(folder)]
    return CliRunner().invoke(group, ["generate", *where, *words], catch_exceptions=False)


def texts(folder: Path, agent: str) -> list[dict[str, Any]]:
    content = json.loads((folder / "generated" / f"shop_{agent}" / f"shop_{agent}" / "registry_texts.json").read_text())
    assert {"dev"} == content["targets"].keys()
    found: list[dict[str, Any]] = content["targets"]["dev"]
    return found


def test_what_is_referred_to_is_registered_first(tmp_path: Path) -> None:
    """The texts are those of the files: an agent registers what `treaty registry push` would."""
    assert 0 == generate(tmp_path, "at-start").exit_code

    found = {each["subject"]: each for each in texts(tmp_path, "shop")}
    order = ["events.placed-key", "shop.v1.Unit", "shop.v1.Money", "events.placed-value"]
    assert order == list(found)
    assert TEXTS["Placed.avsc"] == found["events.placed-value"]["schema"]
    assert [{"name": "shop.v1.Money", "subject": "shop.v1.Money"}] == found["events.placed-value"]["references"]
    assert ("AVRO", '"string"') == (found["events.placed-key"]["schemaType"], found["events.placed-key"]["schema"])


def test_an_agent_registers_what_it_writes_alone(tmp_path: Path) -> None:
    assert 0 == generate(tmp_path, "at-start").exit_code
    [paid] = texts(tmp_path, "till")
    expected = ("events.paid-value", "PROTOBUF", PAID, {"shop.v1.Paid": [1]})
    assert expected == (paid["subject"], paid["schemaType"], paid["schema"], paid["steps"])
    assert [] == texts(tmp_path, "audit")


@pytest.mark.parametrize("register", ["at-start", "never"])
def test_it_is_fresh_or_not_like_any_other_file(tmp_path: Path, register: str) -> None:
    assert 0 == generate(tmp_path, register).exit_code
    assert 0 == generate(tmp_path, register, "--check").exit_code
    path = tmp_path / "generated" / "shop_till" / "shop_till" / "registry_texts.json"
    assert (register == "at-start") == path.is_file()

    generate(tmp_path, "never")
    assert not path.exists()


def test_a_new_lock_makes_packages_stale(tmp_path: Path) -> None:
    """Ids are the only thing that a push changes for an agent."""
    assert 0 == generate(tmp_path, "never").exit_code
    (tmp_path / "treaty.lock").write_text(f"schema string - {'0' * 64}\n  dev events.placed-key 1 3 -\n")

    stale = generate(tmp_path, "never", "--check")

    assert 1 == stale.exit_code
    assert "generated/shop_shop/shop_shop/registry.json: differs" in stale.output
    assert 0 == generate(tmp_path, "never").exit_code
    content = (tmp_path / "generated/shop_shop/shop_shop/registry.json").read_text()
    assert {"id": 3} == json.loads(content)["targets"]["dev"]["channels"]["events.placed"]["key"]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("live", "shop: shop.v1.Placed 0.0-dev+VERSION on events.placed is not registered at target `live`: PUSH"),
        ("test", "shop: no target is called `test`; this package knows dev, live"),
    ],
)
def test_a_process_that_cannot_start_at_its_target_says_why(tmp_path: Path, target: str, told: str) -> None:
    """As a person runs it: exit 2, one line, nothing sent and no registry asked."""
    assert 0 == generate(tmp_path, "never").exit_code
    (tmp_path / "mine.py").write_text("from shop_shop import ShopHandlers\nclass Shop(ShopHandlers): ...\n")
    paths = [REPOSITORY / "codegen", *sorted((tmp_path / "generated").iterdir())]
    environment = {"PYTHONPATH": os.pathsep.join(map(str, paths)), "TREATY_BROKER": "memory:", "TREATY_TARGET": target}

    run = subprocess.run(
        [sys.executable, "-m", "shop_shop", "mine:Shop"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    push = "run `treaty registry push --target live`, and then `treaty generate`"
    assert (2, "") == (run.returncode, run.stdout)
    assert f"{told.replace('PUSH', push)}\n" == re.sub(r"\d\.0-dev\+[0-9a-f]{8}", "0.0-dev+VERSION", run.stderr)
