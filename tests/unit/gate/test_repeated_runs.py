"""What is remembered of a run of the gate, and what makes it ask anew."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path

import pytest

from tests.unit.gate.repositories import OLD, TODAY, treaty, write


def test_a_second_run_says_the_same_without_compiling(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = treaty(shop, "check", "--against", "git:HEAD", *TODAY)
    monkeypatch.setattr("treatyc.cli.check.open_system", lambda *_: pytest.fail("this compiles"))

    assert first.output == treaty(shop, "check", "--against", "git:HEAD", *TODAY).output


@pytest.mark.parametrize("library", ["fastavro", "jsonschema-rs", "protobuf"])
def test_another_version_of_a_library_that_decides_is_asked_anew(
    shop: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    treaty(shop, "check", "--against", "git:HEAD", *TODAY)
    there = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.0" if name == library else there(name))
    monkeypatch.setattr("treatyc.cli.check.open_system", lambda *_: pytest.fail("this compiles"))

    with pytest.raises(pytest.fail.Exception, match="this compiles"):
        treaty(shop, "check", "--against", "git:HEAD", *TODAY)


def test_another_question_is_asked_anew(shop: Path) -> None:
    assert 1 == treaty(shop, "check", "--against", "git:HEAD", *TODAY).exit_code
    assert 0 == treaty(shop, "check", "--against", "git:HEAD", "--mode", "none", *TODAY).exit_code
    write(shop, OLD)
    assert 0 == treaty(shop, "check", "--against", "git:HEAD", *TODAY).exit_code


def test_an_answer_of_another_machine_is_worth_nothing(shop: Path, tmp_path: Path) -> None:
    """A pull request may bring a stamp that says that it breaks nothing: the seal is another."""
    treaty(shop, "check", "--against", "git:HEAD", "--mode", "none", *TODAY)
    kept = shop / ".treaty" / "treaty.yaml.gate.json"
    treaty(shop, "check", "--against", "git:HEAD", *TODAY)
    said = kept.read_text()
    assert '"code": 1' in said
    kept.write_text(said.replace('"code": 1', '"code": 0'))

    assert 1 == treaty(shop, "check", "--against", "git:HEAD", *TODAY).exit_code
    (tmp_path / "cache" / "stamp.key").write_bytes(os.urandom(32))
    assert 1 == treaty(shop, "check", "--against", "git:HEAD", *TODAY).exit_code
