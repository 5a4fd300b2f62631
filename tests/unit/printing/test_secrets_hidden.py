"""A secret that a person wrote into a contract is not repeated in what CI prints."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from treatyc.cli.check import command

PROJECT = """\
treaty: 1
name: shop
targets:
  prod: {broker: kafka, url: "kafka://anna:swordfish@b:9092", security: {password: swordfish2}, replicas: three}
"""


def test_no_format_of_check_shows_what_stands_where_a_secret_may(tmp_path: Path) -> None:
    """Each finding of the line shows the line, the ones beside the secrets too."""
    (tmp_path / "treaty.yaml").write_text(PROJECT)
    for written in ("text", "json", "sarif", "junit", "github"):
        arguments = ["--project", str(tmp_path), "--root", str(tmp_path), "--format", written]
        result = CliRunner().invoke(command, arguments)

        assert "secret-written" in result.output
        assert "wrong-value" in result.output
        assert "swordfish" not in result.output
