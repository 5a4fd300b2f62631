"""Two files or two folders from the disk: each side beneath a folder of its own, and nothing but what was named.

These need a disk that no case folder in git can hold: links, large files, other encodings.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from treatyc.diagnostics import Report
from treatyc.workspace.sides import Files, Folders, Sides, open_sides

OLD = '{"type": "record", "name": "A", "fields": []}'
NEW = '{"type": "record", "name": "A", "doc": "new", "fields": []}'
PROTO = 'syntax = "proto3";\npackage shop.v1;\n'


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def opened(report: Report, writer: Path, reader: Path, references: Path | None = None) -> Sides:
    sides = open_sides(writer, reader, references, report)
    assert sides is not None, report.diagnostics
    return sides


def refused(writer: Path, reader: Path, references: Path | None = None) -> list[str]:
    report = Report()
    assert open_sides(writer, reader, references, report) is None
    return [diagnostic.rule for diagnostic in report.diagnostics]


def test_two_files_stand_alone_each_on_its_side(tmp_path: Path) -> None:
    write(tmp_path, {"old.avsc": OLD, "new.avsc": NEW, "beside.avsc": "not even JSON"})
    sides = opened(Report(), tmp_path / "old.avsc", tmp_path / "new.avsc")

    assert {"writer/new.avsc": OLD, "reader/new.avsc": NEW} == {source.path: source.text for source in sides.tree}
    assert Files("writer/new.avsc", "reader/new.avsc") == sides.asked
    assert (tmp_path / "old.avsc").as_posix() == sides.shown["writer/new.avsc"]
    assert {".avsc"} == set(sides.endings())


def test_two_folders_are_read_with_all_their_formats(tmp_path: Path) -> None:
    write(tmp_path, {"old/a/x.avsc": OLD, "old/b.proto": PROTO, "new/a/x.avsc": NEW, "new/notes.md": "no schema"})
    write(tmp_path, {"new/.git/y.avsc": OLD})
    sides = opened(Report(), tmp_path / "old", tmp_path / "new")

    assert {"writer/a/x.avsc", "writer/b.proto", "reader/a/x.avsc"} == set(sides.tree.files)
    assert Folders() == sides.asked
    assert {".avsc", ".proto"} == set(sides.endings())
    assert {"writer"} == set(sides.tree.descriptors)


def test_what_imports_a_file_finds_the_version_of_its_own_side(tmp_path: Path) -> None:
    """A file that lies among the references stands there on both sides; the file itself is not read twice."""
    write(
        tmp_path,
        {
            "schemas/shop/v1/order.proto": f"{PROTO}message Order {{ int32 id = 1; }}",
            "schemas/shop/v1/line.proto": PROTO,
            "before.proto": f"{PROTO}message Order {{}}",
        },
    )
    schemas = tmp_path / "schemas"
    sides = opened(Report(), tmp_path / "before.proto", schemas / "shop/v1/order.proto", schemas)

    assert Files("writer/shop/v1/order.proto", "reader/shop/v1/order.proto") == sides.asked
    assert "message Order {}" in sides.tree.files["writer/shop/v1/order.proto"].text
    assert 4 == len(sides.tree.files)


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        ("old.avsc", "gone.avsc"),
        ("gone", "gone"),
        ("old.avsc", "old.proto"),
        ("old.avsc", "folder"),
        ("folder", "old.avsc"),
        ("notes.md", "notes.md"),
        ("folder", "empty"),
    ],
)
def test_what_cannot_be_compared_is_told(tmp_path: Path, writer: str, reader: str) -> None:
    write(tmp_path, {"old.avsc": OLD, "old.proto": PROTO, "notes.md": "", "folder/a.avsc": OLD, "empty/notes.md": ""})

    assert {"not-comparable"} == set(refused(tmp_path / writer, tmp_path / reader))


def test_references_are_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"old.avsc": OLD})
    old = tmp_path / "old.avsc"

    assert ["not-comparable"] == refused(old, old, old)
    assert ["not-comparable"] == refused(old, old, tmp_path / "gone")


def test_links_are_not_followed_and_other_encodings_are_told(tmp_path: Path) -> None:
    """Nothing outside of what was named is read; the path in what is said is the one that the person wrote."""
    write(tmp_path, {"secret/a.avsc": OLD, "old/a.avsc": OLD, "new/a.avsc": OLD})
    (tmp_path / "new" / "b.avsc").symlink_to(tmp_path / "secret" / "a.avsc")
    (tmp_path / "new" / "c").symlink_to(tmp_path / "secret")
    (tmp_path / "old" / "d.avsc").write_bytes(b'"\xff"')
    report = Report()

    assert open_sides(tmp_path / "old", tmp_path / "new", None, report) is None
    assert {
        ("not-utf-8", (tmp_path / "old/d.avsc").as_posix()),
        ("symbolic-link", (tmp_path / "new/b.avsc").as_posix()),
        ("symbolic-link", (tmp_path / "new/c").as_posix()),
    } == {(diagnostic.rule, diagnostic.place.path) for diagnostic in report.diagnostics}


def test_a_linked_file_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"old.avsc": OLD})
    (tmp_path / "new.avsc").symlink_to(tmp_path / "old.avsc")

    assert ["symbolic-link"] == refused(tmp_path / "old.avsc", tmp_path / "new.avsc")


def test_a_file_is_bounded(tmp_path: Path) -> None:
    write(tmp_path, {"old.avsc": OLD, "new.avsc": " " * 1024 * 1024 + OLD})

    assert ["file-too-large"] == refused(tmp_path / "old.avsc", tmp_path / "new.avsc")
