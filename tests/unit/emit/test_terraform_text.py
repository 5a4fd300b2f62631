"""Texts of contracts in Terraform's JSON: what Terraform reads is what was written, whatever stands in it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.emit.topology.terraform_text import label, literal, literals, text

HOSTILE = (
    '${file("/etc/hostname")}',
    '%{ for x in ["a"] }${x}%{ endfor }',
    "$${already}",
    "%%{already}",
    "$$${three}",
    "${",
    "%{",
    "a$",
    '"quoted" \\ back\\slash',
    "line\nfeed\ttab",
    "é ﬁ 𝐜 \u202e",
    "</script>",
    "#{not ours}",
    "",
)
"""BROKERS.md 1.3 and 3.4: a tag with an expression was evaluated."""


def test_terraform_reads_back_every_text(tmp_path: Path) -> None:
    executable = shutil.which("terraform")
    if executable is None:
        pytest.skip("not applicable: there is no Terraform on this machine, and no package of it")
    values = {f"t{number}": each for number, each in enumerate(HOSTILE)}
    (tmp_path / "main.tf.json").write_bytes(text({"locals": {"texts": literals(values)}}))

    ran = subprocess.run(
        [executable, "console"],
        cwd=tmp_path,
        input="jsonencode(local.texts)",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert values == json.loads(json.loads(ran.stdout))


@given(st.text())
def test_no_expression_is_left(written: str) -> None:
    escaped = literal(written)

    assert "${" not in escaped.replace("$${", "")
    assert "%{" not in escaped.replace("%%{", "")


@given(st.text(), st.text())
def test_labels_are_words_and_differ(one: str, other: str) -> None:
    assert label(one).isascii()
    assert label(one).isidentifier()
    assert (one == other) == (label(one) == label(other))
