"""A rule's page: Markdown with a title and the sections What, Why, Fails and Passes; its fenced blocks are examples."""

from __future__ import annotations

import re
from dataclasses import dataclass

PROJECT_FILE = "treaty.yaml"

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^```(?P<language>[a-z]+)(?: (?P<path>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """What `treaty explain` prints for a rule; `sections` keep their order."""

    title: str
    sections: tuple[tuple[str, str], ...]

    def section(self, name: str) -> str:
        """The text of a section, empty where the page has none."""
        return dict(self.sections).get(name, "")


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """One file of an example; a block without a path is the project file."""

    path: str
    text: str


def parse_page(text: str) -> Page:
    """The page that a docstring holds."""
    title, *parts = _SECTION.split(text)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return Page(title.strip().rstrip("."), tuple((name.strip(), body.strip()) for name, body in pairs))


def example(page: Page, section: str) -> tuple[ExampleFile, ...]:
    """The files of a section's example, in the order of the page."""
    found = _FENCE.finditer(page.section(section))
    return tuple(ExampleFile(match["path"] or PROJECT_FILE, match["text"]) for match in found)
