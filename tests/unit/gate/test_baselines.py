"""What `--against` may name, and what is said of what it may not (COMPATIBILITY.md 6.8: offline, from git).

These need repositories and disks, which no case folder can hold.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.unit.gate.repositories import FIELD, NEW, OLD, PROJECT, TODAY, commit, git, order, treaty, write
from treatyc.cli.group import group
from treatyc.compatibility.conclusion import UNASKED


def test_a_branch_a_tag_and_a_commit_are_revisions(shop: Path) -> None:
    git(shop, "tag", "v1.0")
    revisions = ["main", "v1.0", "HEAD", "HEAD^{commit}", git(shop, "rev-parse", "--short", "HEAD").strip()]
    found = [treaty(shop, "check", "--against", f"git:{each}", *TODAY) for each in revisions]

    assert [1] * 5 == [each.exit_code for each in found]
    assert all(
        f"::: {name}:schemas/shop/v1/OrderPlaced.avsc" in each.output
        for name, each in zip(revisions, found, strict=True)
    )


def test_a_project_beneath_the_top_of_the_repository_is_spelled_as_git_does(tmp_path: Path) -> None:
    write(tmp_path / "all/contracts", OLD)
    commit(tmp_path / "all")
    write(tmp_path / "all/contracts", NEW)

    said = treaty(tmp_path / "all/contracts", "check", "--against", "git:main", *TODAY)

    assert "::: main:contracts/schemas/shop/v1/OrderPlaced.avsc:1:" in said.output
    assert "--> contracts/schemas/shop/v1/OrderPlaced.avsc:1:" in said.output


def test_another_checkout_is_a_baseline(shop: Path, tmp_path: Path) -> None:
    write(tmp_path / "old", OLD)
    said = treaty(shop, "check", "--against", "../old", *TODAY)

    assert (1, True) == (said.exit_code, "::: ../old/schemas/shop/v1/OrderPlaced.avsc:1:" in said.output)


@pytest.mark.parametrize("there", ["../plain", "../plain/OrderPlaced.avsc"])
def test_schemas_without_a_project_are_a_baseline(shop: Path, tmp_path: Path, there: str) -> None:
    write(tmp_path / "plain", {"OrderPlaced.avsc": order()})
    said = treaty(shop, "check", "--against", there, *TODAY)

    assert (1, True) == (said.exit_code, "::: ../plain/OrderPlaced.avsc:1:" in said.output)


def test_releases_are_a_baseline(shop: Path) -> None:
    write(shop, OLD)
    assert 0 == treaty(shop, "release", *TODAY).exit_code
    write(shop, NEW)
    said = treaty(shop, "check", "--against", "releases", *TODAY)

    assert "::: releases/shop.v1.OrderPlaced/1.0/shop/v1/OrderPlaced.avsc:1:" in said.output
    assert (1, True) == (said.exit_code, "(wire, breaks, backward, 1.0)" in said.output)


def test_what_nobody_asked_of_is_not_called_compatible(shop: Path) -> None:
    """A mode of `none` lets everything pass, and proves nothing: the report says so in all its forms."""
    write(shop, OLD)
    treaty(shop, "release", *TODAY)
    write(shop, {**NEW, "treaty.yaml": PROJECT.replace("backward", "none")})
    asked = ["check", "--against", "releases", *TODAY]
    said, markdown = treaty(shop, *asked), treaty(shop, *asked, "--format", "markdown")
    program = json.loads(treaty(shop, *asked, "--format", "json").output)

    assert (0, UNASKED) == (said.exit_code, said.output.splitlines()[0])
    assert "shop.v1.OrderPlaced: 1.0 -> 1.1, not asked whether it is compatible\n" in said.output
    assert {} == program["verdicts"]
    assert (True, False) == ("nothing was asked" in markdown.output, "✅" in markdown.output)
    assert "1.0 -> 1.1, not asked" in treaty(shop, "release", *TODAY).output


def test_a_transitive_mode_looks_at_the_releases_and_then_at_the_revision(shop: Path) -> None:
    """COMPATIBILITY.md 5: which version broke is said, and it may be an older one than the last."""
    write(shop, OLD)
    treaty(shop, "release", *TODAY)
    write(shop, {"schemas/shop/v1/OrderPlaced.avsc": order(FIELD.replace('"doc"', '"default": "", "doc"'))})
    commit(shop, "a default makes it fine")
    write(shop, {"schemas/shop/v1/OrderPlaced.avsc": order(FIELD)})

    last, all_ = (
        treaty(shop, "check", "--against", "git:HEAD", "--mode", mode, *TODAY)
        for mode in ("backward", "backward_transitive")
    )

    assert (0, 1) == (last.exit_code, all_.exit_code)
    assert "(wire, breaks, backward, 1.0)" in all_.output


def test_a_text_that_was_released_goes_by_its_version(shop: Path) -> None:
    write(shop, OLD)
    treaty(shop, "release", *TODAY)
    commit(shop)
    write(shop, NEW)
    said = treaty(shop, "check", "--against", "git:main", *TODAY)

    assert "::: main:schemas/shop/v1/OrderPlaced.avsc" in said.output
    assert (1, True) == (said.exit_code, "(wire, breaks, backward, 1.0)" in said.output)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("git:nowhere", "the repository has no revision `nowhere`; fetch it first"),
        ("git:", "`` is no name of a revision; name a branch, a tag or a commit"),
        ("git:--help", "`--help` is no name of a revision"),
        ("git:-cfoo", "`-cfoo` is no name of a revision"),
        ("git:main..HEAD", "`main..HEAD` is no name of a revision"),
        ("git::/words", "`:/words` is no name of a revision"),
        ("git:main\n", "is no name of a revision"),
        ("relases", "there is no baseline `relases`; a baseline is `releases`, `git:REVISION`"),
        ("../nothing", "there is no baseline `../nothing`"),
        ("", "no baseline is named; a baseline is `releases`"),
        ("x" * 5000, "a path that was named is longer than this system takes"),
        ("../empty", "no schema lies beneath `../empty`"),
        ("../words.txt", "`../words.txt` is neither a project nor schemas"),
        ("../other", "no schema of `../other` has the name of one of the project's"),
        ("registry:nowhere", "no target is named `nowhere`"),
    ],
)
def test_what_is_no_baseline_is_told(shop: Path, tmp_path: Path, named: str, expected: str) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path, {"words.txt": "words", "other/Other.avsc": order().replace("OrderPlaced", "Other")})
    said = treaty(shop, "check", "--against", named, *TODAY)

    assert (2, True) == (said.exit_code, expected in said.output), said.output


def test_a_name_that_is_no_text_is_told(shop: Path) -> None:
    (shop / os.fsdecode(b"schemas/\xff.proto")).write_text('syntax = "proto3";')
    said = treaty(shop, "check", "--against", "git:HEAD", *TODAY)

    assert (1, True) == (said.exit_code, "error[not-utf-8]: the name of this file is not UTF-8" in said.output)


def test_a_change_cannot_rewrite_the_releases_that_it_is_held_against(shop: Path) -> None:
    """The lock beside them is of the same change, so that the folder by itself looks sound."""
    write(shop, OLD)
    treaty(shop, "release", *TODAY)
    commit(shop)
    shutil.rmtree(shop / "releases")
    gone = treaty(shop, "check", "--against", "git:HEAD", *TODAY)
    write(shop, NEW)
    treaty(shop, "release", *TODAY)
    rewritten = treaty(shop, "check", "--against", "git:HEAD", "--mode", "none", *TODAY)

    assert (1, True) == (gone.exit_code, "release 1.0 of `shop.v1.OrderPlaced` is gone" in gone.output)
    assert (1, True) == (rewritten.exit_code, "`shop.v1.OrderPlaced` is another one now" in rewritten.output)


EDGES = PROJECT.replace("compatibility: backward", "compatibility: edges")
PROD = """targets:
  prod: {broker: kafka, url: "${URL}", registry: "${REGISTRY}"}
generate:
  - python: {out: generated}
"""


def test_what_runs_may_be_younger_than_the_baseline(shop: Path) -> None:
    """Its text is a release that the baseline does not have yet: it is at hand, and looked at."""
    write(shop, {**OLD, "treaty.yaml": f"{EDGES.replace('event,', 'event, retain: 7d,')}{PROD}"})
    treaty(shop, "release", *TODAY)
    commit(shop, "1.0")
    write(shop, {"schemas/shop/v1/OrderPlaced.avsc": order(FIELD.replace('"doc"', '"default": "", "doc"'))})
    done = [treaty(shop, verb, *more) for verb, *more in (("release", *TODAY), ("generate",))]
    for agent in ("shop", "parcel"):
        words = ("--label", "2", "--target", "prod", "--at", "2026-11-20T00:00:00Z")
        done.append(treaty(shop, "record", agent, *words))
    commit(shop, "1.1 runs")
    same = treaty(shop, "check", "--against", "git:HEAD~1", *TODAY)
    elsewhere = treaty(shop, "check", "--against", "git:HEAD", *TODAY)
    write(shop, {"schemas/shop/v1/OrderPlaced.avsc": order(FIELD.replace("note", "till"))})
    broken = treaty(shop, "check", "--against", "git:HEAD~1", *TODAY)

    assert [0] * 4 == [each.exit_code for each in done], [each.output for each in done]
    assert ("", "") == tuple("".join(re.findall(r"edge-unknown", each.output)) for each in (same, elsewhere))
    assert 1 == broken.exit_code
    assert "edge-unknown" not in broken.output
    assert "cannot read the OrderPlaced 1.1 of `shop 2`" in broken.output


DOCUMENT = """{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "description": "Placed.",
 "properties": {"id": {"type": "string", "maxLength": 9, "description": "%s"}}}
"""
PROSE = {
    "avro": ("shop/v1/OrderPlaced.avsc", order(), order().replace("The order.", "Deprecated: use the key.")),
    "json": ("shop/v1/OrderPlaced.schema.json", DOCUMENT % "The order.", DOCUMENT % "Deprecated: use the key."),
}


@pytest.mark.parametrize("mode", ["edges", "backward", "forward_transitive"])
@pytest.mark.parametrize("language", PROSE)
def test_prose_that_says_deprecated_is_a_finding_and_no_version(
    language: str, mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """COMPATIBILITY.md 6: told by `compat` and by the gate alike, and neither asks for a version for it."""
    monkeypatch.setenv("TREATY_CACHE", str(tmp_path / "cache"))
    path, old, new = PROSE[language]
    shop = tmp_path / "work"
    write(shop, {"treaty.yaml": PROJECT.replace("backward", mode), f"schemas/{path}": old})
    treaty(shop, "release", *TODAY)
    write(shop, {f"schemas/{path}": new})
    gate = treaty(shop, "check", "--against", "releases", *TODAY)
    again = treaty(shop, "release", *TODAY)
    released = str(shop / "releases/shop.v1.OrderPlaced/1.0" / path)
    compat = CliRunner().invoke(group, ["compat", released, str(shop / "schemas" / path)])

    rules = [re.findall(r"(?:error|warning|info)\[(.*)\]", each.output) for each in (gate, compat)]
    assert [[f"{language}-deprecated"]] * 2 == rules, gate.output + compat.output
    assert (0, 0) == (gate.exit_code, compat.exit_code)
    assert "smallest next version: none, the schemas mean the same\n" in compat.output
    assert "1.0 ->" not in gate.output
    assert "release: nothing changed since the last releases\n" in again.output


def test_a_target_cannot_be_renamed_away_from_what_runs_there(shop: Path) -> None:
    """Nothing would be asked of the recorded releases; that nothing is asked of a message is told as well."""
    broker = "targets:\n  prod: {broker: kafka, url: here}\n"
    write(shop, {**OLD, "treaty.yaml": f"{PROJECT}{broker}"})
    commit(shop)
    write(shop, {"treaty.yaml": f"{PROJECT}{broker}".replace("prod", "live")})
    renamed = treaty(shop, "check", "--against", "git:HEAD", *TODAY)
    write(shop, {"treaty.yaml": f"{PROJECT}{broker}".replace("backward", "none")})
    unasked = treaty(shop, "check", "--against", "git:HEAD", *TODAY)

    assert (1, True) == (renamed.exit_code, "error[topology-target-removed]" in renamed.output)
    assert "warning[topology-compatibility-loosened]" in unasked.output


def test_a_revision_without_the_project_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"README": "nothing yet"})
    commit(tmp_path)
    write(tmp_path, NEW)
    said = treaty(tmp_path, "check", "--against", "git:HEAD", *TODAY)

    assert (2, True) == (said.exit_code, "there is no project file `treaty.yaml` at `HEAD`" in said.output)


def test_outside_of_a_repository_git_is_no_baseline(tmp_path: Path) -> None:
    write(tmp_path, NEW)
    said = treaty(tmp_path, "check", "--against", "git:HEAD", *TODAY)

    assert (2, True) == (said.exit_code, "there is no repository to read" in said.output)


def test_without_git_it_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(shop))
    said = treaty(shop, "check", "--against", "git:HEAD", *TODAY)

    assert (2, True) == (said.exit_code, "git is not installed here" in said.output)


def test_a_revision_that_is_no_sound_project_is_told_at_its_place(shop: Path) -> None:
    write(shop, {"schemas/shop/v1/OrderPlaced.avsc": "{"})
    commit(shop)
    write(shop, NEW)
    said = treaty(shop, "check", "--against", "git:HEAD", *TODAY)

    assert (2, True) == (said.exit_code, "--> HEAD:schemas/shop/v1/OrderPlaced.avsc:1:" in said.output)


def test_a_folder_that_holds_no_sound_schemas_is_told_at_its_place(shop: Path, tmp_path: Path) -> None:
    write(tmp_path / "plain", {"a.avsc": "{", "treaty.yaml": PROJECT, "schemas/b.avsc": "{"})
    found = [treaty(shop, "check", "--against", f"../plain{each}", *TODAY) for each in ("", "/a.avsc")]

    assert [2, 2] == [each.exit_code for each in found]
    assert "--> ../plain/schemas/b.avsc:1:" in found[0].output
    assert "--> ../plain/a.avsc:1:" in found[1].output


def test_links_in_a_revision_are_not_followed(shop: Path) -> None:
    (shop / "schemas/shop/v1/Link.avsc").symlink_to("/etc/passwd")
    commit(shop)
    (shop / "schemas/shop/v1/Link.avsc").unlink()
    said = treaty(shop, "check", "--against", "git:HEAD", *TODAY)

    assert (2, True) == (said.exit_code, "error[symbolic-link]" in said.output)


def test_a_revision_is_read_within_bounds(shop: Path) -> None:
    write(shop, {"schemas/shop/v1/Large.avsc": " " * (1024 * 1024 + 1)})
    commit(shop)
    (shop / "schemas/shop/v1/Large.avsc").unlink()
    said = treaty(shop, "check", "--against", "git:HEAD", *TODAY)

    assert (2, True) == (said.exit_code, "error[file-too-large]" in said.output)


def test_a_repository_cannot_run_programs(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a clone's own configuration, or an environment of a hook, could have git run is not run."""
    ran = tmp_path / "ran"
    evil = tmp_path / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch {ran}\n")
    evil.chmod(0o755)
    for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "pager.ls-tree", "diff.external", "core.gitProxy"):
        git(shop, "config", key, str(evil))
    git(shop, "config", "core.hooksPath", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(evil))

    said = treaty(shop, "check", "--against", "git:HEAD", *TODAY)

    assert (1, False) == (said.exit_code, ran.exists())


def test_replaced_objects_do_not_change_what_a_revision_says(shop: Path) -> None:
    """A `refs/replace` of a stranger could make an old text look like the new one."""
    blobs = [git(shop, "hash-object", "-w", name).strip() for name in ("schemas/shop/v1/OrderPlaced.avsc",)]
    old = git(shop, "rev-parse", "HEAD:schemas/shop/v1/OrderPlaced.avsc").strip()
    git(shop, "replace", old, *blobs)

    assert 1 == treaty(shop, "check", "--against", "git:HEAD", *TODAY).exit_code


def test_markdown_is_the_report_of_a_comparison(shop: Path) -> None:
    said = treaty(shop, "check", "--format", "markdown")

    assert (2, True) == (said.exit_code, "name a baseline with `--against`" in said.output)


def test_contracts_that_cannot_be_read_are_told_first(shop: Path) -> None:
    write(shop, {"schemas/shop/v1/OrderPlaced.avsc": "{"})
    said = treaty(shop, "check", "--against", "git:HEAD", *TODAY)

    assert (1, True) == (said.exit_code, "the rules run once the contracts can be read" in said.output)
