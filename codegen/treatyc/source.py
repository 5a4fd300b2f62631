"""Text in memory and the places in it: what every later phase reads instead of the disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of characters on one line; `line` and `column` count from 1, in characters."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1


@dataclass(frozen=True, slots=True)
class Pointer:
    """A node of a JSON document, by its keys and indexes; its line is looked up only when a person asks.

    Parsing JSON with positions costs ten times as much as parsing it, and few nodes ever meet a diagnostic.
    """

    path: str
    tokens: tuple[str | int, ...] = ()

    def child(self, *tokens: str | int) -> Pointer:
        """The place of a node below this one."""
        return Pointer(self.path, self.tokens + tokens)


Place = Span | Pointer


@dataclass(frozen=True, slots=True)
class Source:
    """One file's text. `path` is posix, relative to the project's root."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceTree:
    """The files of one project by path, as they were when the run began.

    `project` is the path of the project file. `descriptors` holds, for each folder that Protobuf imports are relative
    to (the schemas' and each release's), the serialised `FileDescriptorSet` with source info that protoc made of it.
    """

    project: str
    files: Mapping[str, Source] = field(default_factory=dict)
    descriptors: Mapping[str, bytes] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Source]:
        return iter(self.files[path] for path in sorted(self.files))

    def get(self, path: str) -> Source | None:
        """The file at `path`, or None."""
        return self.files.get(path)
