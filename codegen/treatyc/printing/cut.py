"""Text that is too long for a person, cut: the formats for programs have the whole."""

from __future__ import annotations


def cut(text: str, characters: int, lines: int) -> list[str]:
    """The lines of a text, at least one, ended by `…` where there would be more than so many lines or characters."""
    shown = text[:characters].rstrip().split("\n")[:lines]
    return shown if "\n".join(shown) == text.rstrip() else [*shown[:-1], f"{shown[-1]}…"]
