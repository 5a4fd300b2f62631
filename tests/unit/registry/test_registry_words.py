"""What a person, or a program, is told by the verbs of a registry where something stands in their way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.brokers.registry_project import Project
from treatyc.cli.group import group
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(compile_protobuf) as address:
        yield address


@pytest.fixture
def project(url: str, tmp_path: Path) -> Project:
    return Project(tmp_path / "shop", url, settings=", dialect: confluent, keys: avro")


@pytest.mark.parametrize("words", [["diff"], ["push"], ["pull"], ["verify"], ["verify", "--write"], ["status"]])
def test_a_project_that_cannot_be_read_is_told_to_programs_as_data(project: Project, words: list[str]) -> None:
    yaml = project.folder / "treaty.yaml"
    yaml.write_text(yaml.read_text() + "nonsense: 1\n")

    found = project.facts(*words, code=2)

    assert ["unknown-key"] == [each["rule"] for each in found["findings"]]


def test_a_push_that_is_refused_says_so_and_why_without_the_notation_of_a_program(project: Project) -> None:
    project.run("push")
    before = project.there()
    project.avro("Money", units="long", must="string")

    said = project.run("push", code=1)

    assert "registry  refuses it: against version 1; READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1" in said
    assert "\npush: nothing was registered\n" in said
    assert {"errorType", "oldSchema"} & {*said.replace(":", " ").replace("{", " ").split()} == set()
    assert before == project.there()


def test_what_a_key_holds_has_no_version(project: Project) -> None:
    lines = [each.strip() for each in project.run("diff", code=1).splitlines()]

    assert "holds     string" in lines


def test_a_dry_run_of_promote_says_what_the_other_registry_would_answer(project: Project) -> None:
    yaml = project.folder / "treaty.yaml"
    dev, prod = "targets:\n", 'targets:\n  prod: {broker: memory, registry: {url: "${REGISTRY_URL}", context: other}}\n'
    yaml.write_text(yaml.read_text().replace(dev, prod))
    project.run("push")
    where = ["--project", str(yaml), "--root", str(project.folder)]
    words = ["registry", "promote", "--from", "dev", "--to", "prod", "--dry-run", *where]

    done = CliRunner().invoke(group, words, env=project.environment(), catch_exceptions=False)

    subject = f"{project.space}.placed-value"
    assert f"  + {subject}  from version 1 of `{subject}`: the registry takes it, for a first version" in done.output
    assert 1 == done.exit_code
