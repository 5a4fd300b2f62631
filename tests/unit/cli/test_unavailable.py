"""A tool that is not on the machine ends a verb with a line and 2, whatever the verb, never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from treatyc.cli.group import group
from treatyc.workspace import protoc
from treatyc.workspace.unavailable import ToolUnavailable

PROJECT = 'treaty: 1\nname: shop\nchannels:\n  "events.order": {kind: event, message: shop.v1.Order}\nagents: {}\n'
ORDER = 'syntax = "proto3";\npackage shop.v1;\nmessage Order { string id = 1; }\n'


@pytest.mark.parametrize("verb", [["check"], ["generate"], ["graph"], ["compat", "schemas", "schemas"]])
def test_a_machine_without_protoc_is_told_so(verb: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise ToolUnavailable("grpcio-tools is not installed")

    (tmp_path / "schemas").mkdir()
    (tmp_path / "treaty.yaml").write_text(PROJECT, "utf-8")
    (tmp_path / "schemas" / "order.proto").write_text(ORDER, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(protoc, "_site", nowhere)
    ended = CliRunner().invoke(group, verb)

    assert (ended.exit_code, ended.output) == (2, "treaty: grpcio-tools is not installed\n")
