"""The words of the contract language: durations, sizes, rates, addresses, names, paths and references to secrets."""

from __future__ import annotations

import re

from treatyc.load.shape import Shape, hidden, text
from treatyc.system.channel import Rate

PROJECT_NAME = r"[a-z][a-z0-9_]{0,63}"
"""What a project, an agent, a policy and a target may be called."""

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_BYTES = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_NUMBER_AND_UNIT = re.compile(r"([0-9]+)([A-Za-z]+)")

_PLAIN = r"[a-z0-9][a-z0-9_-]{0,127}"
_PARAMETER = r"\{[a-z][a-z0-9_]{0,63}\}"
_VALUE = r"[A-Za-z0-9_-]{1,128}"
_REFERENCE = r"\$\{[A-Za-z_][A-Za-z0-9_]{0,127}\}"
_IN_URL = r"[A-Za-z0-9._~:/?#,;=&%+-]"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})"


def _duration(written: str) -> float:
    number, unit = _split(written)
    # Milliseconds are divided, not multiplied by 0.001: 700ms is 0.7 s exactly as a person would write it.
    return number / 1000 if unit == "ms" else number * _SECONDS[unit]


def _size(written: str) -> int:
    number, unit = _split(written)
    return number * _BYTES[unit]


def _rate(written: str) -> Rate:
    messages, _, per = written.partition("/")
    return Rate(int(messages), _SECONDS[per])


def _split(written: str) -> tuple[int, str]:
    match = _NUMBER_AND_UNIT.fullmatch(written)
    if match is None:
        raise AssertionError(f"the shape let `{written}` through")
    return int(match.group(1)), match.group(2)


_UNITS = "the units are ms, s, m, h and d: `500ms`, `30s`, `5m`, `2h`, `7d`"

DURATION: Shape[float] = text(
    "a duration such as `30s`", r"[1-9][0-9]{0,8}(?:ms|s|m|h|d)", _duration, f"say the unit; {_UNITS}"
)
DELAY: Shape[float] = text(
    "a delay such as `5s`", r"(?:0|[1-9][0-9]{0,8})(?:ms|s|m|h|d)", _duration, f"say the unit; {_UNITS}"
)
SIZE: Shape[int] = text(
    "a size such as `256KiB`",
    r"[1-9][0-9]{0,8}(?:B|KiB|MiB|GiB)",
    _size,
    "say the unit; the units are B, KiB, MiB and GiB",
)
RATE: Shape[Rate] = text(
    "a rate such as `100/s`", r"[1-9][0-9]{0,8}/[smhd]", _rate, "write messages per s, m, h or d: `100/s`, `6000/h`"
)
TEMPLATE: Shape[str] = text(
    "an address such as `events.order.placed` or `tools.execute.{tool_name}`",
    rf"{_PLAIN}(?:\.(?:{_PLAIN}|{_PARAMETER})){{0,31}}",
    str,
    "tokens joined by dots, each of a-z, 0-9, `_` and `-`, or after the first one a `{parameter}`",
)
PATTERN: Shape[str] = text(
    "an address or a pattern such as `events.>`",
    rf"(?:>|(?:{_VALUE}|{_PARAMETER}|\*)(?:\.(?:{_VALUE}|{_PARAMETER}|\*)){{0,31}}(?:\.>)?)",
    str,
    "`*` stands for one token, `>` at the end for one or more",
    longest=1024,
)
NAME: Shape[str] = text("a name such as `tool_worker`", PROJECT_NAME, str, "it begins with a-z, then a-z, 0-9 and `_`")
SCHEMA_NAME: Shape[str] = text(
    "a message's full name such as `storefront.orders.v1.OrderPlaced`",
    r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*",
    str,
    "the namespace or package, a dot, and the name",
    longest=512,
)
FIELD: Shape[str] = text(
    "a field such as `conversation_id` or `customer.email`",
    r"[^.\u0000-\u0020\u007f]+(?:\.[^.\u0000-\u0020\u007f]+){0,15}",
    str,
    longest=512,
)
VALUE: Shape[str] = text("one token of an address", _VALUE, str, "letters, digits, `_` and `-`")
RULE: Shape[str] = text("the id of a rule", r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", str, "as it is printed in brackets")
PATH: Shape[str] = text(
    "a relative path",
    r"[^/\\:~\u0000-\u001f][^\\:\u0000-\u001f]*",
    str,
    "relative to this file, with `/`, inside the repository",
    longest=1024,
)
INCLUDE: Shape[str] = text(
    "a relative path of YAML files such as `domains/*.yaml`",
    # What is no YAML is not read: an error in it would show its lines, and they may be secrets.
    r"[^/\\:~\u0000-\u001f][^\\:\u0000-\u001f]*\.ya?ml",
    str,
    "relative to this file, with `/`, inside the repository, and ending in `.yaml` or `.yml`",
    longest=1024,
)
OUT: Shape[str] = text(
    "a relative path of a folder",
    r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*/?",
    str,
    "relative to the project file, with `/`, inside the repository",
    longest=1024,
)
START: Shape[str] = text(
    "`earliest`, `latest` or a time such as `2026-01-31T00:00:00Z`", rf"earliest|latest|{_DAY}T{_CLOCK}", str
)
VERSION: Shape[str] = text("a version such as `3.9`", r"[0-9]{1,6}(?:\.[0-9A-Za-z-]{1,32}){0,4}", str)
PREFIX: Shape[str] = text("a prefix such as `staging-`", r"[a-z0-9][a-z0-9_.-]{0,63}", str)
WORD: Shape[str] = text("one word", r"[^\u0000-\u0020\u007f]+", str, longest=512)
WORDS: Shape[str] = text("words", r"[^\u0000-\u0020\u007f]+(?: [^\u0000-\u0020\u007f]+)*", str, longest=512)
CONTEXT: Shape[str] = text(
    "a context such as `staging`", r"[A-Za-z0-9_-]{1,64}", str, "letters, digits, `_` and `-`; the dot is put before it"
)
HEADER: Shape[str] = text(
    "the name of a header such as `target-sr-cluster`",
    r"(?!accept|authorization|connection|content|cookie|expect|host|proxy|transfer|upgrade|user-agent)[a-z][a-z0-9-]{0,63}",
    str,
    "small letters, digits and `-`; what HTTP itself needs, and `authorization`, is set by treaty",
)
SECRET: Shape[str] = hidden(
    "a reference such as `${KAFKA_PASSWORD}`",
    _REFERENCE,
    "secrets never stand in a contract: `${NAME}` is read at run time",
)
SECRETS: Shape[str] = hidden(
    "references such as `${KAFKA_PASSWORD_*}`",
    r"\$\{[A-Za-z_][A-Za-z0-9_]{0,127}\*\}",
    "`*` stands for the principal in capitals, with `_` for everything that is no letter and no digit",
)
CLUSTER: Shape[str] = text("the name of a cluster", r"[A-Za-z0-9@._:-]{1,255}", str)
VHOST: Shape[str] = text("a virtual host such as `shop`", r"/|[A-Za-z0-9._-]{1,255}", str)
LABEL: Shape[str] = text(
    "a name in Kubernetes such as `shop-kafka`", r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", str, "a-z, 0-9 and `-`"
)
URL: Shape[str] = hidden(
    "an address of a server, or a reference such as `${KAFKA_URL}`",
    rf"(?:[a-z][a-z0-9+.-]*://)?(?:{_REFERENCE}(?::{_REFERENCE})?@)?(?:{_IN_URL}|\[|\]|{_REFERENCE})+",
    "users and passwords never stand in a contract: write `${NAME}`, which is read at run time",
)
