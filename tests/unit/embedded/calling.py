"""Asking an embedded registry in tests: `ask(url, "GET", "/subjects")` is the status and the answer."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

HEADERS = {"Content-Type": "application/vnd.schemaregistry.v1+json"}


def ask(url: str, method: str, path: str, body: object = None) -> tuple[int, Any]:
    """The status of an answer, and its JSON."""
    data = json.dumps(body).encode() if body is not None else None
    request = Request(f"{url}{path}", data, HEADERS, method=method)  # noqa: S310 - the test's own server
    try:
        with urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def record(*fields: str, name: str = "shop.v1.Placed") -> str:
    """An Avro record of integers; `b=0` has a default."""
    namespace, _, short = name.rpartition(".")
    parts = [each.partition("=") for each in fields]
    members = [{"name": field, "type": "int"} | ({"default": int(value)} if value else {}) for field, _, value in parts]
    return json.dumps({"type": "record", "name": short, "namespace": namespace, "fields": members})
