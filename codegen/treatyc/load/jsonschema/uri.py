"""URI references as RFC 3986 resolves them, for `$id` and `$ref`; nothing here ever fetches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# RFC 3986, appendix B.
_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?\Z", re.DOTALL)
_ESCAPE = re.compile(r"((?:%[0-9A-Fa-f]{2})+)")

_UNSAFE = re.compile(r"[^A-Za-z0-9._~$-]")

FILES = "json-schema:///"
"""What stands before a file's path in its URI; the files of a project see each other under it."""


SUFFIX = ".schema.json"


def of_schema(name: str) -> str:
    """The URI of the file of a schema's full name."""
    return f"{FILES}{name.replace('.', '/')}{SUFFIX}"


@dataclass(frozen=True, slots=True)
class Uri:
    """A URI or a relative reference in its five parts."""

    scheme: str | None
    authority: str | None
    path: str
    query: str | None
    fragment: str | None

    def __str__(self) -> str:
        scheme = f"{self.scheme}:" if self.scheme is not None else ""
        authority = f"//{self.authority}" if self.authority is not None else ""
        query = f"?{self.query}" if self.query is not None else ""
        fragment = f"#{self.fragment}" if self.fragment is not None else ""
        return f"{scheme}{authority}{self.path}{query}{fragment}"


def parse(text: str) -> Uri:
    """The parts of a reference; every text has them."""
    match = _PARTS.match(text)
    if match is None:  # the pattern matches any text
        raise ValueError(text)
    scheme, authority, path, query, fragment = match.groups()
    return Uri(scheme, authority, path, query, fragment)


def resolve(base: str, reference: str) -> str:
    """The URI that a reference names where `base` is the URI of the text that it stands in (RFC 3986, 5.2)."""
    above, given = parse(base), parse(reference)
    if given.scheme is not None:
        return str(Uri(given.scheme, given.authority, _without_dots(given.path), given.query, given.fragment))
    if given.authority is not None:
        return str(Uri(above.scheme, given.authority, _without_dots(given.path), given.query, given.fragment))
    if not given.path:
        query = given.query if given.query is not None else above.query
        return str(Uri(above.scheme, above.authority, above.path, query, given.fragment))
    path = given.path if given.path.startswith("/") else _merged(above, given.path)
    return str(Uri(above.scheme, above.authority, _without_dots(path), given.query, given.fragment))


def split(uri: str) -> tuple[str, str]:
    """A URI without its fragment, and the fragment with its escapes undone."""
    resource, _, fragment = uri.partition("#")
    return resource, _unescaped(fragment)


def pointer(fragment: str) -> tuple[str, ...]:
    """The tokens of a JSON pointer such as `/$defs/Line`."""
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in fragment.split("/")[1:])


def fragment(tokens: Iterable[str | int]) -> str:
    """The fragment that `pointer` reads, every character that a URI cannot hold escaped."""
    return "".join(f"/{_escaped(str(token))}" for token in tokens)


def _escaped(token: str) -> str:
    plain = token.replace("~", "~0").replace("/", "~1")
    return _UNSAFE.sub(lambda match: "".join(f"%{octet:02X}" for octet in match.group().encode()), plain)


def _merged(base: Uri, path: str) -> str:
    if base.authority is not None and not base.path:
        return f"/{path}"
    return f"{base.path.rpartition('/')[0]}/{path}" if "/" in base.path else path


def _without_dots(path: str) -> str:
    if "." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1 or (kept and kept[0]):
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _unescaped(text: str) -> str:
    """Percent escapes as UTF-8; what is none stays as it is, and then names nothing."""

    def octets(match: re.Match[str]) -> str:
        try:
            return bytes.fromhex(match.group(1).replace("%", "")).decode()
        except UnicodeDecodeError:
            return match.group(1)

    return _ESCAPE.sub(octets, text)
