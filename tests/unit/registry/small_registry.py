"""A registry in memory that answers `Asked` as Confluent's does, and can be cut off, at any question, on either side.

It decides about nothing: `refuses` says which texts it does not take. What it writes anew is `rendered` text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from treaty.registry.problem import NotThere, Rejected

NOBODY = 40401
GUID = "00000000-0000-0000-0000-{:012x}"


class Killed(BaseException):
    """The process that asked is no more."""


@dataclass(frozen=True)
class Kept:
    """A version."""

    id: int
    body: dict[str, Any]


@dataclass
class Registry:
    """Subjects with their versions by number; `log` has every question."""

    subjects: dict[str, dict[int, Kept]] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    default: str = "BACKWARD"
    keeps_more: bool = True
    refuses: Callable[[str, str], bool] = lambda _subject, _text: False
    refuses_to_check: Callable[[str, str], bool] = lambda _subject, _text: False
    rendered: Callable[[str], str] = lambda text: text
    deletes: bool = True
    log: list[str] = field(default_factory=list)
    _ids: dict[str, int] = field(default_factory=dict)

    def state(self) -> dict[str, Any]:
        """All that is there, in one value."""
        texts = {
            subject: [each.body["schema"] for _, each in sorted(versions.items())]
            for subject, versions in self.subjects.items()
            if versions
        }
        return {"texts": dict(sorted(texts.items())), "modes": dict(sorted(self.modes.items()))}

    def answer(self, method: str, path: str, value: Any) -> Any:
        self.log.append(f"{method} {path}")
        parts = [unquote(each) for each in path.partition("?")[0].strip("/").split("/")]
        match method, parts:
            case "GET", ["subjects"]:
                return [subject for subject, versions in self.subjects.items() if versions]
            case "GET", ["subjects", subject, "versions"]:
                return sorted(self._of(subject))
            case "GET", ["subjects", subject, "versions", number]:
                return self._shown(subject, int(number))
            case "POST", ["subjects", subject]:
                found = self._look_up(subject, value)
                if found is None:
                    raise NotThere("not found", 40403)
                return self._shown(subject, found)
            case "POST", ["subjects", subject, "versions"]:
                return {"id": self._register(subject, value)}
            case "POST", ["compatibility", "subjects", subject, "versions", *_]:
                self._of(subject)
                return {"is_compatible": not self.refuses_to_check(subject, value["schema"]), "messages": []}
            case "DELETE", ["subjects", subject, "versions", number]:
                return self._delete(subject, int(number), permanent="permanent" in path)
            case _, ["config", *rest]:
                return self._config(method, rest, value)
        raise AssertionError(f"{method} {path} is not asked")

    def _config(self, method: str, rest: list[str], value: Any) -> Any:
        if not rest:
            return {"compatibilityLevel": self.default}
        if method == "PUT":
            self.modes[rest[0]] = value["compatibility"]
        elif rest[0] not in self.modes:
            raise NotThere("no mode", 40408)
        elif method == "DELETE":
            del self.modes[rest[0]]
            return {}
        return {"compatibilityLevel": self.modes[rest[0]]}

    def _of(self, subject: str) -> dict[int, Kept]:
        versions = self.subjects.get(subject, {})
        if not versions:
            raise NotThere("no such subject", NOBODY)
        return versions

    def _shown(self, subject: str, number: int) -> dict[str, Any]:
        found = self._of(subject).get(number)
        if found is None:
            raise NotThere("no such version", 40402)
        guid = {"guid": GUID.format(found.id)} if self.keeps_more else {}
        return {"subject": subject, "version": number, "id": found.id, **guid, **found.body}

    def _body(self, value: dict[str, Any]) -> dict[str, Any]:
        keys = ["schemaType", "references", *(["metadata", "ruleSet"] if self.keeps_more else [])]
        return {"schema": self.rendered(value["schema"]), **{key: value[key] for key in keys if value.get(key)}}

    def _look_up(self, subject: str, value: dict[str, Any]) -> int | None:
        wanted = self._body(value)
        compared = ["schema", "references", *(key for key in ("metadata", "ruleSet") if key in wanted)]
        for number, each in sorted(self.subjects.get(subject, {}).items(), reverse=True):
            if all(each.body.get(key) == wanted.get(key) for key in compared):
                return number
        return None

    def _register(self, subject: str, value: dict[str, Any]) -> int:
        for each in value.get("references", []):
            self._shown(each["subject"], each["version"])
        there = self._look_up(subject, value)
        if there is not None:
            return self.subjects[subject][there].id
        if self.refuses(subject, value["schema"]) and self.modes.get(subject) != "NONE":
            raise Rejected("it breaks", 409, 409, "it breaks")
        body = self._body(value)
        number = self._ids.setdefault(json.dumps(body, sort_keys=True), len(self._ids) + 1)
        versions = self.subjects.setdefault(subject, {})
        versions[max(versions, default=0) + 1] = Kept(number, body)
        return number

    def _delete(self, subject: str, number: int, *, permanent: bool) -> int:
        if not self.deletes:
            raise Rejected("nobody deletes here", 422, 42205, "nobody deletes here")
        key = {"subject": subject, "version": number}
        for versions in self.subjects.values():
            for each in versions.values():
                if any(
                    {"subject": r["subject"], "version": r["version"]} == key for r in each.body.get("references", [])
                ):
                    raise Rejected("it is referred to", 422, 42206, "it is referred to")
        self._shown(subject, number)
        if permanent:
            del self.subjects[subject][number]
        return number


@dataclass
class Line:
    """Questions to a registry; at the one of number `ends` the one who asks dies, before it arrives or after."""

    registry: Registry
    ends: int | None = None
    arrives: bool = True
    asked: int = 0

    async def get(self, path: str) -> object:
        return self._ask("GET", path, None)

    async def post(self, path: str, value: object) -> object:
        return self._ask("POST", path, value)

    async def put(self, path: str, value: object) -> object:
        return self._ask("PUT", path, value)

    async def delete(self, path: str) -> object:
        return self._ask("DELETE", path, None)

    def _ask(self, method: str, path: str, value: Any) -> object:
        self.asked += 1
        if self.asked == self.ends and not self.arrives:
            raise Killed
        try:
            return self.registry.answer(method, path, value)
        finally:
            if self.asked == self.ends:
                raise Killed
