"""What a server says, read within bounds: it may be anybody's, and anything."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2 as httpx

from treaty.registry.problem import WrongAnswer

ANSWER_BYTES_MAX = 8 * 1024 * 1024

_SECONDS = re.compile(r"[0-9]{1,9}\Z")
_DATE_MAX = 64
_WAIT_MAX_S = 86_400.0


async def body_of(response: httpx.Response, host: str, most: int = ANSWER_BYTES_MAX) -> bytes:
    """All bytes of an answer; raises `WrongAnswer` where there are too many, or they stand for more."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise WrongAnswer(f"{host} packs its answer, which was not asked for")
    found = bytearray()
    async for chunk in response.aiter_raw():
        found += chunk
        if len(found) > most:
            raise WrongAnswer(f"{host} answers with more than {_size(most)}")
    return bytes(found)


def json_of(body: bytes, host: str) -> object:
    """The JSON value that an answer is."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        raise WrongAnswer(f"what {host} answers is no JSON") from None
    return value


def refusal_of(body: bytes) -> tuple[int, str] | None:
    """The code and the words of a refusal that is a registry's own; any server answers 404 to an unknown address."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    code = value.get("error_code") if isinstance(value, dict) else None
    if not isinstance(code, int) or isinstance(code, bool):
        return None
    words = value.get("message")
    return code, words if isinstance(words, str) else ""


def wait_of(response: httpx.Response) -> float:
    """The seconds that a server wants us to wait before we ask again."""
    return seconds_of(response.headers.get("Retry-After", ""), datetime.now(UTC))


def seconds_of(text: str, now: datetime) -> float:
    """What `Retry-After` says (RFC 9110, 10.2.3), a number of seconds or a date; what is neither counts as none."""
    text = text.strip()
    if _SECONDS.match(text):
        return min(float(text), _WAIT_MAX_S)
    if len(text) > _DATE_MAX or not text.isascii():
        return 0.0
    try:
        date = parsedate_to_datetime(text)
        # A date without a zone is in UTC, as every date of HTTP is.
        wait = (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(wait, 0.0), _WAIT_MAX_S)


def _size(count: int) -> str:
    return f"{count // 1024 // 1024} MiB" if count >= 1024 * 1024 else f"{count // 1024} KiB"
