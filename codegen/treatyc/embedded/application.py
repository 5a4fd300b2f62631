"""The registry's API as an ASGI application."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from treatyc.embedded.changing import Changing
from treatyc.embedded.handling import SegmentsKept, Work, handling, unhandled
from treatyc.embedded.looking import Looking
from treatyc.embedded.registering import Registry

_SUBJECT = "/subjects/{subject}"
_VERSIONS = f"{_SUBJECT}/versions"
_VERSION = f"{_VERSIONS}/{{version}}"


def application(registry: Registry, guards: Sequence[Middleware] = ()) -> ASGIApp:
    """The API over a registry; `guards` see each request first, and may turn it away."""
    handle = handling()
    routes = [Route(path, handle.endpoint(work), methods=[method]) for method, path, work in _table(registry)]
    served: list[BaseRoute] = [*routes, Mount("/contexts/{context}", routes=routes)]
    errors = {HTTPException: _refused, Exception: _failed}
    return SegmentsKept(Starlette(routes=served, middleware=list(guards), exception_handlers=errors))


def _table(registry: Registry) -> list[tuple[str, str, Work]]:
    look, change = Looking(registry), Changing(registry)
    return [
        ("GET", "/", lambda _: {}),
        ("GET", "/subjects", look.subjects),
        ("POST", _SUBJECT, change.look_up),
        ("DELETE", _SUBJECT, change.delete_subject),
        ("GET", f"{_SUBJECT}/metadata", look.with_metadata),
        ("GET", _VERSIONS, look.versions),
        ("POST", _VERSIONS, change.register),
        ("GET", _VERSION, look.version),
        ("DELETE", _VERSION, change.delete_version),
        ("GET", f"{_VERSION}/schema", look.version_text),
        ("GET", f"{_VERSION}/referencedby", look.referenced_by),
        ("GET", "/schemas", look.schemas),
        ("GET", "/schemas/types", lambda _: ["JSON", "PROTOBUF", "AVRO"]),
        ("GET", "/schemas/ids/{id}", look.by_id),
        ("GET", "/schemas/ids/{id}/schema", look.text_by_id),
        ("GET", "/schemas/ids/{id}/subjects", look.subjects_of),
        ("GET", "/schemas/ids/{id}/versions", look.versions_of),
        ("GET", "/schemas/guids/{guid}", look.by_guid),
        ("GET", "/schemas/guids/{guid}/schema", look.text_by_guid),
        ("GET", "/schemas/guids/{guid}/ids", look.ids_of),
        ("POST", f"/compatibility{_VERSIONS}", change.check),
        ("POST", f"/compatibility{_VERSION}", change.check),
        *[
            row
            for path in ("/config", "/config/{subject}")
            for row in (
                ("GET", path, look.config),
                ("PUT", path, change.set_config),
                ("DELETE", path, change.unset_config),
            )
        ],
        *[
            row
            for path in ("/mode", "/mode/{subject}")
            for row in (("GET", path, look.mode), ("PUT", path, change.set_mode), ("DELETE", path, change.unset_mode))
        ],
        ("GET", "/contexts", look.contexts),
        ("DELETE", "/contexts/{named}", change.delete_context),
        ("GET", "/v1/metadata/id", lambda _: {"scope": {"path": [], "clusters": {}}, "id": ""}),
        ("GET", "/v1/metadata/version", lambda _: {"version": "8.0.0", "commitId": "treaty"}),
    ]


async def _refused(request: Request, error: Exception) -> Response:
    """What no route takes."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    return unhandled(request, status, HTTPStatus(status).phrase)


async def _failed(request: Request, _error: Exception) -> Response:
    return unhandled(request, 500, "Internal Server Error")
