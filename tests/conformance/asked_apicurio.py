"""A real Apicurio that is asked thousands of questions, by one connection."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

TIMEOUT_S = 60


class Asked:
    """`group` is one of Apicurio's own, in which nobody else's subjects are; references do not reach into one."""

    def __init__(self, url: str, group: str | None = None) -> None:
        parts = urlsplit(url)
        self.confluent, self.group = parts.path, group
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)

    def __call__(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        headers = {"Content-Type": "application/json", **({"X-Registry-GroupId": self.group} if self.group else {})}
        self._connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()

    def close(self) -> None:
        self._connection.close()
