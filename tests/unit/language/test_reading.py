"""Reading a project from disk: nothing outside the root, nothing through a link, nothing without a bound.

BROKERS.md 3.1 ("Limits") and 3.4 (3). These need a disk that no case folder in git can hold: links, pipes, large files.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from treatyc.diagnostics import Report
from treatyc.load.project import load_project
from treatyc.source import Span
from treatyc.workspace import reading
from treatyc.workspace.reading import Workspace, find_project, read

PROJECT = "treaty: 1\nname: shop\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git top level with a secret beside it."""
    (tmp_path / "secret.yaml").write_text("agents: {thief: {}}\n")
    top = tmp_path / "repository"
    (top / ".git").mkdir(parents=True)
    (top / "contracts" / "schemas").mkdir(parents=True)
    return top


def project(repository: Path, text: str = PROJECT) -> Path:
    file = repository / "contracts" / "treaty.yaml"
    file.write_text(text)
    return file


def rules(report: Report) -> list[str]:
    return [diagnostic.rule for diagnostic in report.diagnostics]


def paths(workspace: Workspace | None) -> list[str]:
    assert workspace is not None
    return sorted(workspace.tree.files)


def test_the_project_its_includes_its_schemas_and_releases_are_read_and_nothing_else(repository: Path) -> None:
    contracts = repository / "contracts"
    for path in (
        "channels/orders.yaml",
        "channels/deep/more.yaml",
        "other.yaml",
        "schemas/shop/v1/a.avsc",
        "schemas/shop/v1/b.proto",
        "schemas/C.schema.json",
        "schemas/notes.md",
        "schemas/.hidden/d.avsc",
        "releases/shop.v1.A/1.0/a.avsc",
        "releases/releases.lock",
    ):
        (contracts / path).parent.mkdir(parents=True, exist_ok=True)
        (contracts / path).write_text("")
    report = Report()
    workspace = read(project(repository, PROJECT + "include: [channels/*.yaml]\n"), report)
    assert paths(workspace) == [
        "contracts/channels/orders.yaml",
        "contracts/releases/releases.lock",
        "contracts/releases/shop.v1.A/1.0/a.avsc",
        "contracts/schemas/C.schema.json",
        "contracts/schemas/shop/v1/a.avsc",
        "contracts/schemas/shop/v1/b.proto",
        "contracts/treaty.yaml",
    ]
    assert workspace is not None
    assert (repository, []) == (workspace.root, rules(report))


def test_what_an_included_file_includes_is_read_as_well(repository: Path) -> None:
    contracts = repository / "contracts"
    (contracts / "a").mkdir()
    (contracts / "a" / "one.yaml").write_text("include: [../../shared/*.yaml]\n")
    (repository / "shared").mkdir()
    (repository / "shared" / "two.yaml").write_text("agents: {audit: {}}\n")
    report = Report()
    workspace = read(project(repository, PROJECT + "include: [a/one.yaml]\n"), report)
    assert paths(workspace) == ["contracts/a/one.yaml", "contracts/treaty.yaml", "shared/two.yaml"]
    assert workspace is not None
    unit = load_project(workspace.tree, report)
    assert unit is not None
    assert ([agent.name for agent in unit.agents], rules(report)) == (["audit"], [])


@pytest.mark.parametrize("include", ["../../secret.yaml", "../../*.yaml", "schemas/../../../secret.yaml"])
def test_no_path_leaves_the_git_top_level(repository: Path, include: str) -> None:
    report = Report()
    workspace = read(project(repository, f'{PROJECT}include: ["{include}"]\n'), report)
    assert workspace is not None
    assert paths(workspace) == ["contracts/treaty.yaml"]
    load_project(workspace.tree, report)
    assert rules(report) == ["path-outside-root"]


def test_the_root_can_be_narrower_than_git(repository: Path) -> None:
    (repository / "two.yaml").write_text("agents: {}\n")
    report = Report()
    workspace = read(project(repository, f"{PROJECT}include: [../two.yaml]\n"), report, root=repository / "contracts")
    assert workspace is not None
    load_project(workspace.tree, report)
    assert (paths(workspace), rules(report)) == (["treaty.yaml"], ["path-outside-root"])


def test_a_project_outside_the_root_is_not_read(repository: Path) -> None:
    report = Report()
    assert read(project(repository), report, root=repository / "elsewhere") is None
    assert rules(report) == ["path-outside-root"]


@pytest.mark.parametrize(
    ("link", "target", "include"),
    [
        ("linked.yaml", "../../secret.yaml", "linked.yaml"),
        ("folder", "../..", "folder/secret.yaml"),
        ("folder", "../..", "folder/*.yaml"),
        ("schemas/linked.avsc", "../../../secret.yaml", "treaty.y?ml"),
        ("schemas/linked", "../../..", "treaty.y?ml"),
        ("treaty-here.yaml", "treaty.yaml", "treaty-here.yaml"),
    ],
)
def test_links_are_not_followed(repository: Path, link: str, target: str, include: str) -> None:
    """Not even those that stay inside: what a link points to can change between the check and the reading."""
    (repository / "contracts" / link).symlink_to(target)
    report = Report()
    workspace = read(project(repository, f'{PROJECT}include: ["{include}"]\n'), report)
    assert paths(workspace) == ["contracts/treaty.yaml"]
    assert rules(report) == ["symbolic-link"]


def test_a_project_file_that_is_a_link_is_not_read(repository: Path) -> None:
    (repository / "contracts" / "treaty.yaml").symlink_to("../../secret.yaml")
    report = Report()
    assert read(repository / "contracts" / "treaty.yaml", report) is None
    assert rules(report) == ["symbolic-link"]


def test_a_pipe_is_no_contract(repository: Path) -> None:
    os.mkfifo(repository / "contracts" / "schemas" / "endless.avsc")
    report = Report()
    read(project(repository), report)
    assert rules(report) == ["unreadable-file"]


def test_a_file_is_at_most_a_mebibyte(repository: Path) -> None:
    (repository / "contracts" / "schemas" / "fits.avsc").write_text(" " * 1024 * 1024)
    (repository / "contracts" / "schemas" / "large.avsc").write_text(" " * (1024 * 1024 + 1))
    report = Report()
    workspace = read(project(repository), report)
    assert paths(workspace) == ["contracts/schemas/fits.avsc", "contracts/treaty.yaml"]
    assert rules(report) == ["file-too-large"]


def test_all_files_together_are_bounded(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "TOTAL_BYTES_MAX", 250)
    for number in range(9):
        (repository / "contracts" / "schemas" / f"{number}.avsc").write_text(" " * 100)
    report = Report()
    workspace = read(project(repository), report)
    assert len(paths(workspace)) == 3
    assert rules(report) == ["project-too-large"]


def test_a_folder_of_too_many_files_is_given_up(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ENTRIES_MAX", 5)
    for number in range(9):
        (repository / "contracts" / "schemas" / f"{number}.avsc").write_text("")
    report = Report()
    read(project(repository), report)
    assert rules(report) == ["project-too-large"]


def test_a_byte_that_is_no_utf_8_is_shown_where_it_is(repository: Path) -> None:
    (repository / "contracts" / "schemas" / "a.avsc").write_bytes(b'{\n "\xc3\xa4": "\xff"}')
    report = Report()
    read(project(repository), report)
    assert [("not-utf-8", Span("contracts/schemas/a.avsc", 2, 8))] == [
        (diagnostic.rule, diagnostic.place) for diagnostic in report.diagnostics
    ]


def test_a_missing_project_is_said_and_a_project_is_found_from_inside_it(repository: Path) -> None:
    report = Report()
    assert read(repository / "treaty.yaml", report) is None
    assert rules(report) == ["no-project"]
    assert find_project(repository) is None
    file = project(repository)
    for start in (repository, repository / "contracts", repository / "contracts" / "schemas"):
        assert file == find_project(start)
