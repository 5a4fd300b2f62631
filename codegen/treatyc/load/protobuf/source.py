"""Where the declarations of one `.proto` file stand, and what its comments say of them."""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FileDescriptorProto, SourceCodeInfo

from treatyc.load.protobuf.place import Lines
from treatyc.source import Source, Span

Path = tuple[int, ...]
"""Field numbers of the descriptor's messages, and indexes: `(4, 0, 2, 1)` is the first message's second field."""

PACKAGE, MESSAGE, ENUM = 2, 4, 5
NESTED_MESSAGE, NESTED_ENUM, FIELD, ONEOF = 3, 4, 2, 8
NAME, ENUM_VALUE, TYPE_NAME = 1, 2, 6


class Declarations:
    """The source info of one file, by path. A well-known type has none of its own: `elsewhere` stands for its place."""

    def __init__(self, file: FileDescriptorProto, source: Source | None, elsewhere: Span) -> None:
        self._lines = Lines(source) if source else None
        self._elsewhere = elsewhere
        self._locations: dict[Path, SourceCodeInfo.Location] = {
            tuple(location.path): location for location in file.source_code_info.location
        }

    def place(self, path: Path) -> Span:
        """The token at a path; the declaration's start where it spans several lines."""
        location = self._locations.get(path)
        if location is None or self._lines is None:
            return self._elsewhere
        span = location.span
        return self._lines.span(*span) if len(span) == 3 else self._lines.token(span[0], span[1])

    def name(self, path: Path) -> Span:
        """The name of the declaration at a path."""
        return self.place((*path, NAME))

    def doc(self, path: Path) -> str:
        """The comment before a declaration, or else the one behind it on its line."""
        location = self._locations.get(path)
        if location is None:
            return ""
        comment = location.leading_comments or location.trailing_comments
        return "\n".join(line.strip() for line in comment.strip().split("\n"))
