"""The `pyproject.toml` of a generated package, so that it can be installed by itself."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.emit.render import render


@dataclass(frozen=True, slots=True)
class _ProjectView:
    name: str
    description: str
    dependencies: tuple[str, ...]
    package: str


def project_file(package: str, description: str, *dependencies: str) -> File:
    """`<package>/pyproject.toml`; strings are JSON strings, which TOML reads the same way."""
    view = _ProjectView(
        name=json.dumps(package.replace("_", "-")),
        description=json.dumps(description),
        dependencies=tuple(json.dumps(dependency) for dependency in dependencies),
        package=json.dumps(package),
    )
    text = render("python/pyproject.toml.j2", view)
    project = tomllib.loads(text)["project"]
    if project["description"] != description or project["dependencies"] != list(dependencies):
        raise AssertionError(f"{package}: pyproject.toml does not read back as it was written")
    return File(f"{package}/pyproject.toml", text.encode())
