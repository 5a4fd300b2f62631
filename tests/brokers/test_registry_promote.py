"""`treaty registry promote` against real registries: what one target has goes to another, all of it or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.brokers.registering import Ref, register
from tests.brokers.registry_project import Project, asked
from treatyc.cli.group import group

PROD = """\
  prod:
    broker: kafka
    url: "${{KAFKA_URL}}"
    replicas: 3
    prefix: "live."
    security: {{protocol: tls}}
    production: {production}
    registry: {{url: "${{REGISTRY_URL}}", subjects: topic-record, dialect: apicurio}}
channels:
"""
NEW = {"type": "int", "default": 0}


@pytest.fixture
def project(registry_url: str, tmp_path: Path) -> Project:
    return with_prod(Project(tmp_path / "shop", registry_url), production="false")


def with_prod(project: Project, production: str) -> Project:
    """The project with a second target, whose subjects are called otherwise."""
    path = project.folder / "treaty.yaml"
    path.write_text(path.read_text().replace("channels:\n", PROD.format(production=production)))
    return project


def treaty(project: Project, *words: str, code: int = 0) -> str:
    where = ["--project", str(project.folder / "treaty.yaml"), "--root", str(project.folder)]
    done = CliRunner().invoke(group, [*words, *where], env=project.environment(), catch_exceptions=False)
    assert code == done.exit_code, done.output
    return done.output


def promote(project: Project, *words: str, code: int = 0) -> dict[str, Any]:
    said = treaty(
        project, "registry", "promote", "--from", "dev", "--to", "prod", "--format", "json", *words, code=code
    )
    found: dict[str, Any] = json.loads(said)
    return found


def subject(project: Project, name: str) -> str:
    """What a message's subject is called at `prod`."""
    return f"live.{project.space}.{name.lower()}-{project.space}.v1.{name}"


def grow(project: Project) -> None:
    """A second version of one message."""
    project.avro("Placed", id="string", total=f"{project.space}.v1.Money", at=NEW)
    project.run("push")


def test_versions_go_on_in_their_order_under_the_other_targets_names(project: Project) -> None:
    project.run("push")
    grow(project)

    shown = promote(project, "--dry-run", code=1)
    before = project.there()
    done = promote(project)

    copies = [(each["subject"], each["source"]["version"]) for each in done["copies"]]
    first, second = (subject(project, "Placed"), 1), (subject(project, "Placed"), 2)
    assert copies == [(each["subject"], each["source"]["version"]) for each in shown["copies"]]
    assert copies.index(first) < copies.index(second)
    assert not any(each.startswith("live.") for each in before)
    wanted = {subject(project, "Placed"): 2, subject(project, "Paid"): 1, subject(project, "Moved"): 1}
    assert wanted == {each: count for each, count in project.there().items() if each.startswith("live.")}
    treaty(project, "registry", "verify", "--target", "prod")
    assert [] == promote(project)["registered"]


def test_both_versions_are_in_the_lock_of_the_other_target(project: Project) -> None:
    project.run("push")
    treaty(project, "release")
    project.run("push")
    grow(project)
    promote(project)

    lines = [line.split() for line in (project.folder / "treaty.lock").read_text().splitlines() if line[:1] == " "]
    assert {"1", "2"} == {line[2] for line in lines if line[:2] == ["prod", subject(project, "Placed")]}


def test_where_one_part_is_refused_nothing_is_registered(project: Project) -> None:
    """What is there already asks for the opposite; a mode of the other target's own decides."""
    project.run("push")
    other = json.dumps({"type": "record", "name": "Placed", "namespace": f"{project.space}.v1", "fields": []})
    register(project.url, subject(project, "Placed"), other)
    asked(project.url, "PUT", f"/config/{subject(project, 'Placed')}", {"compatibility": "BACKWARD_TRANSITIVE"})

    found = promote(project, code=1)

    assert ["promote-refused"] == [each["rule"] for each in found["findings"]]
    assert {subject(project, "Placed"): 1} == {each: n for each, n in project.there().items() if each[:5] == "live."}
    assert not (project.folder / "treaty.lock.push").exists()


def test_what_is_older_than_what_both_have_stays(project: Project) -> None:
    """Registered now it would become the newest version."""
    project.run("push")
    grow(project)
    text = (project.folder / "schemas" / project.space / "v1" / "Placed.avsc").read_text()
    money = f"{project.space}.v1.Money"
    register(project.url, subject(project, "Placed"), text, references=[Ref(money, money)])

    done = promote(project)

    assert [(f"{project.space}.placed-value", 1)] == [(each["subject"], each["version"]) for each in done["left"]]
    assert 1 == project.there()[subject(project, "Placed")]


def test_production_takes_releases_only(registry_url: str, tmp_path: Path) -> None:
    project = with_prod(Project(tmp_path / "shop", registry_url), production="true")
    project.run("push")

    refused = promote(project, code=1)
    untouched = project.there()
    treaty(project, "release")
    done = promote(project)

    assert {"promote-unreleased"} == {each["rule"] for each in refused["findings"]}
    assert not any(each.startswith("live.") for each in untouched)
    assert 3 == len(done["registered"])


def test_two_targets_are_needed(project: Project) -> None:
    said = treaty(project, "registry", "promote", "--from", "dev", "--to", "dev", code=2)

    assert "name two targets" in said
