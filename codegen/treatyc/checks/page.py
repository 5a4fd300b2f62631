"""A rule's page: Markdown with a title and sections such as What, Why, Fails and Passes, whose fences are examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PROJECT_FILE = "treaty.yaml"

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_PAGE = re.compile(r"^# ([a-z0-9-]+)$", re.MULTILINE)
_FENCE = re.compile(r"^```(?P<language>[a-z]+)(?: (?P<path>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """What `treaty explain` prints for a rule; `sections` keep their order, and `text` is all of it."""

    title: str
    sections: tuple[tuple[str, str], ...]
    text: str

    def section(self, name: str) -> str:
        """The text of a section, empty where the page has none."""
        return dict(self.sections).get(name, "")


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """One file of an example; a block without a path is the project file."""

    path: str
    text: str


def parse_page(text: str) -> Page:
    """The page that a docstring holds: its first paragraph is the title."""
    title, *parts = _SECTION.split(text)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return Page(
        " ".join(title.split()).rstrip("."), tuple((name.strip(), body.strip()) for name, body in pairs), text.strip()
    )


def parse_pages(text: str) -> Mapping[str, Page]:
    """Several pages in one docstring, each below a `# id` of its own; what stands before the first is no page."""
    _, *parts = _PAGE.split(text)
    return {name: parse_page(body) for name, body in zip(parts[::2], parts[1::2], strict=True)}


def example(page: Page, section: str) -> tuple[ExampleFile, ...]:
    """The files of a section's example, in the order of the page."""
    found = _FENCE.finditer(page.section(section))
    return tuple(ExampleFile(match["path"] or PROJECT_FILE, match["text"]) for match in found)
