"""The commands `treaty registry diff` and `push` over an embedded registry: options, words, exits, journals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.brokers.registry_project import Project, asked
from treatyc.cli.group import group
from treatyc.compatibility.mode import Mode
from treatyc.embedded.access import Keys, guards
from treatyc.embedded.serving import running
from treatyc.registry.push.journal import Entry, Journal, NoJournal, PlannedText, read_journal, text_of
from treatyc.system.schema import Format
from treatyc.workspace.protoc import compile_protobuf


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(compile_protobuf) as address:
        yield address


@pytest.fixture
def project(url: str, tmp_path: Path) -> Project:
    return Project(tmp_path / "shop", url)


def test_a_production_target_takes_releases_only(project: Project) -> None:
    yaml = project.folder / "treaty.yaml"
    there = "    production: true\n    broker: kafka\n    url: ${KAFKA_URL}\n    replicas: 3\n"
    yaml.write_text(yaml.read_text().replace("    broker: memory\n", there))

    pushed = project.facts("push", code=1)

    assert {"production-unreleased"} == {each["rule"] for each in pushed["findings"]}
    assert {} == project.there()
    assert "production-unreleased" in project.run("diff", code=1)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--allow-incompatible", "{space}.placed-valu"], "did you mean `{space}.placed-value`?"),
        (["--target", "def"], "no target is named `def`; did you mean `dev`?"),
    ],
)
def test_what_is_named_and_not_there_is_told(project: Project, words: list[str], expected: str) -> None:
    said = project.run("push", *(each.format(space=project.space) for each in words), code=2)

    assert expected.format(space=project.space) in said


@pytest.mark.parametrize(
    ("journal", "expected"),
    [
        ("what is this?", "is nothing that a push wrote"),
        (text_of(Journal("prod", "", ())), "a push to `prod` was killed here: run that one first"),
        (text_of(Journal("dev", "elsewhere", ())), "was to another address"),
    ],
)
def test_a_journal_of_something_else_is_left_alone(project: Project, journal: str, expected: str) -> None:
    path = project.folder / "treaty.lock.push"
    path.write_text(journal)

    assert expected in project.run("push", code=2)
    assert (journal, {}) == (path.read_text(), project.there())


def test_a_dry_run_tells_of_a_push_that_was_cut_short(project: Project) -> None:
    project.run("push")
    mine = text_of(Journal("dev", _address(project), ()))
    (project.folder / "treaty.lock.push").write_text(mine)

    said = project.run("push", "--dry-run")

    assert "warning[push-unfinished]" in said
    assert mine == (project.folder / "treaty.lock.push").read_text()


def _address(project: Project) -> str:
    """What a journal of this project's registry says of its address."""
    import hashlib  # noqa: PLC0415 - here alone

    return hashlib.sha256(project.url.encode()).hexdigest()[:16]


def test_a_newer_version_than_what_is_declared_is_told(project: Project) -> None:
    """An older commit is pushed: it has nothing to register, and says that the registry is ahead."""
    project.run("push")
    older = (project.folder / "schemas" / project.space / "v1" / "Street.schema.json").read_text()
    subject = f"{project.space}.v1.Money"
    money = asked(project.url, "GET", f"/subjects/{subject}/versions/1")["schema"]
    grown = json.loads(money) | {"fields": [*json.loads(money)["fields"], {"name": "n", "type": "int", "default": 0}]}
    asked(project.url, "POST", f"/subjects/{subject}/versions", {"schema": json.dumps(grown)})

    said = project.run("push")

    assert f"version 1 of `{subject}` is what the contracts declare, and the registry has a newer one, 2" in said
    assert older == (project.folder / "schemas" / project.space / "v1" / "Street.schema.json").read_text()


def test_offline_everything_is_foretold_by_the_lock(project: Project) -> None:
    """Without the text of a version nobody can tell; a dialect that is asked for is asked."""
    project.run("push")
    project.url = "http://127.0.0.1:9"
    project.avro("Money", units="long", scale={"type": "int", "default": 0})

    found = project.facts("diff", "--offline", "--dialect", "karapace", code=1)

    texts = {each["subject"].removeprefix(project.space): each for each in found["texts"] if each["state"] != "held"}
    assert {".v1.Money": 2, ".placed-value": 2} == {subject: each["version"] for subject, each in texts.items()}
    answers = [each for text in texts.values() for each in text["answers"] if each["who"] != "treaty"]
    assert {("karapace", None, "the text of version 1 is not at hand")} == {
        (each["who"], each["taken"], each["words"][0]) for each in answers
    }


MODES = st.sampled_from(Mode)
ENTRIES = st.builds(
    Entry,
    st.text(),
    st.lists(st.integers(1, 9)).map(tuple),
    st.none() | MODES,
    st.lists(MODES).map(tuple),
    st.lists(st.builds(PlannedText, st.sampled_from(Format), st.text())).map(tuple),
)


@given(st.builds(Journal, st.text(), st.text(), st.lists(ENTRIES, max_size=3).map(tuple)))
def test_a_journal_reads_as_it_was_written(journal: Journal) -> None:
    assert journal == read_journal(text_of(journal))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                ["journal", "target", "address", "entries", "subject", "versions", "mode", "modes", "texts"]
            ),
            inner,
        )
    ),
)


@given(VALUES)
def test_what_is_no_journal_is_refused(value: object) -> None:
    with pytest.raises(NoJournal):
        read_journal(json.dumps(value))


def test_a_context_is_a_registry_within_the_registry(url: str, tmp_path: Path) -> None:
    """Its subjects have plain names here and in the lock; the same names outside of it are others."""
    project = Project(tmp_path / "shop", url, ", context: staging")

    project.run("push")

    assert {f":.staging:{each}": 1 for each in project.subjects} == project.there()
    lock = (project.folder / "treaty.lock").read_text()
    assert f"  dev {project.space}.placed-value 1 " in lock
    assert [] == project.facts("push")["registered"]
    project.avro("Money", units="long", scale={"type": "int", "default": 0})
    assert {f"{project.space}.v1.Money", f"{project.space}.placed-value"} == {
        each["subject"].removeprefix(":.staging:") for each in project.facts("push")["registered"]
    }


def test_a_subject_that_takes_nothing_takes_the_whole_push_back(project: Project) -> None:
    """Such as one in `READONLY`: no question tells before, and nothing of the rest is left."""
    subject = f"{project.space}.placed-value"
    asked(project.url, "PUT", f"/mode/{subject}", {"mode": "READONLY"})

    facts = project.facts("push", code=1)

    assert ["push-taken-back"] == [each["rule"] for each in facts["findings"]]
    assert f"the registry did not take `{subject}`" in facts["findings"][0]["message"]
    assert ({}, {}) == (project.there(), project.modes())
    assert not (project.folder / "treaty.lock.push").exists()


def test_who_is_not_known_registers_nothing_and_who_is_does(tmp_path: Path) -> None:
    keys = Keys(login=("ci", "hunter2"))
    with running(compile_protobuf, guards=guards(keys)) as url:
        project = Project(tmp_path / "shop", url.replace("http://", "http://ci:hunter3@"))
        refused = project.run("push", code=2)
        project.url = url.replace("http://", "http://ci:hunter2@")
        registered = project.facts("push")["registered"]

    assert "error[registry-refused]" in refused
    assert "hunter" not in refused
    assert project.subjects == {each["subject"]: each["version"] for each in registered}
    assert "hunter" not in (project.folder / "treaty.lock").read_text()


@pytest.mark.parametrize("dialect", ["confluent", "apicurio", "karapace"])
def test_offline_the_releases_are_the_history(project: Project, dialect: str) -> None:
    """A pull request has no way to the registry: what it would say of a change is known from the repository alone."""
    released = CliRunner().invoke(group, ["release", *project.command("push")[7:]], catch_exceptions=False)
    assert 0 == released.exit_code, released.output
    project.run("push")
    project.url = "http://127.0.0.1:9"
    project.avro("Placed", id="long", total=f"{project.space}.v1.Money")

    found = project.facts("diff", "--offline", "--dialect", dialect, code=1)

    (placed,) = [each for each in found["texts"] if each["state"] != "held"]
    answers = {each["who"]: (each["taken"], each["words"][:1]) for each in placed["answers"]}
    assert {dialect: (False, ["against version 1"]), "treaty": (False, [])} == answers


def test_the_lines_of_other_targets_stay_in_the_lock(project: Project) -> None:
    """The same text stands once, with a line for each target."""
    yaml = project.folder / "treaty.yaml"
    there = '  other:\n    broker: memory\n    prefix: "other."\n    registry: {url: "${REGISTRY_URL}"}\nchannels:\n'
    yaml.write_text(yaml.read_text().replace("channels:\n", there))
    project.run("push")
    before = (project.folder / "treaty.lock").read_text()

    project.run("push", "--target", "other")

    lines = (project.folder / "treaty.lock").read_text().splitlines()
    assert [line for line in lines if not line.startswith("  other ")] == before.splitlines()
    assert f"  other other.{project.space}.placed-value 1 " in "\n".join(lines)


def test_a_subject_that_holds_something_else_is_told(project: Project) -> None:
    """A record was renamed, and the topic is the same: the registry compares the two, treaty does not."""
    subject = f"{project.space}.placed-value"
    other = {"type": "record", "name": "Ordered", "namespace": f"{project.space}.v1", "fields": []}
    asked(project.url, "POST", f"/subjects/{subject}/versions", {"schema": json.dumps(other)})

    found = project.facts("diff", code=1)

    assert ["registry-stranger"] == [each["rule"] for each in found["findings"]]
    assert f"subject `{subject}` holds `{project.space}.v1.Ordered`" in found["findings"][0]["message"]
    (placed,) = [each for each in found["texts"] if each["subject"] == subject]
    assert {"apicurio": False, "treaty": True} == {each["who"]: each["taken"] for each in placed["answers"]}
