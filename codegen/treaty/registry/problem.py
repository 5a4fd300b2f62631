"""What keeps a registry from being read: raised between the modules of this package, told as a diagnostic outside."""

from __future__ import annotations

import unicodedata

_SAID_MAX = 200


class RegistryProblem(Exception):
    """The text is for people: it holds no credential, and of what a server said only what `said` lets through."""


class ConnectionUnknown(RegistryProblem):
    """A target does not say where its registry is, or the environment does not; names no value."""


class Unreachable(RegistryProblem):
    """No server answers in time."""


class Passing(RegistryProblem):
    """It may go well the next time; `wait_s` is what the server asks for. In the end it becomes `Unreachable`."""

    def __init__(self, text: str, wait_s: float = 0.0) -> None:
        self.wait_s = wait_s
        super().__init__(text)


class Refused(RegistryProblem):
    """The server does not know us (HTTP 401), or does not let us (403)."""

    def __init__(self, text: str, status: int = 401) -> None:
        self.status = status
        super().__init__(text)


class WrongAnswer(RegistryProblem):
    """What came back is no answer of a registry, or more than anybody can mean."""


class NotThere(RegistryProblem):
    """The registry does not have what was asked for; `code` is 40401, 40402, 40403 … of its API."""

    def __init__(self, text: str, code: int = 404) -> None:
        self.code = code
        super().__init__(text)


class Rejected(RegistryProblem):
    """The registry does not take what it was given: HTTP 400, 405, 409 or 422, the code of its API, its own words.

    It is 500 where a registry says that its engine failed on that.
    """

    def __init__(self, text: str, status: int, code: int, words: str) -> None:
        self.status = status
        self.code = code
        self.words = words
        super().__init__(text)


def said(text: str) -> str:
    """What a stranger said, fit for one line of a report."""
    plain = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in text[: _SAID_MAX * 2])
    words = " ".join(plain.split())
    return words if len(words) <= _SAID_MAX else f"{words[:_SAID_MAX]}…"
