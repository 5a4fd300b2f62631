"""JSON Schema texts and the validators made of them, only when one is first asked; what they refer to is among them."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import msgspec

from treaty.errors import TreatyError

_REASON_MAX = 300


class Document(NamedTuple):
    """The text of a schema under the URI by which others refer to it."""

    uri: str
    text: str


class JsonSchema:
    """The schema at a URI, with the texts of all that it refers to; jsonschema-rs decides what is valid."""

    def __init__(self, uri: str, *documents: Document) -> None:
        self._uri = uri
        self._documents = documents

    def accepts(self, value: Any) -> bool:
        """Whether a JSON value, as the parser made it, is valid."""
        valid: bool = self._whole.is_valid(value)
        return valid

    def reason(self, value: Any) -> str:
        """Why a value is not valid: where, and what was expected there."""
        error = next(iter(self._whole.iter_errors(value)), None)
        if error is None:
            return "valid"
        path = "".join(f"[{token}]" if isinstance(token, int) else f".{token}" for token in error.instance_path)
        message = str(error.message)
        shown = message if len(message) <= _REASON_MAX else f"{message[:_REASON_MAX]}..."
        return f"{shown} - at `${path}`"

    def part(self, uri: str) -> JsonSchema:
        """The schema at another URI among the same texts."""
        return JsonSchema(uri, *self._documents)

    @functools.cached_property
    def _whole(self) -> Any:
        try:
            import jsonschema_rs  # noqa: PLC0415 - 40 ms that a message which is decided by its types never pays
        except ImportError as error:
            raise TreatyError("this message needs jsonschema-rs: install `treaty[json]`") from error
        values = {document.uri: msgspec.json.decode(document.text) for document in self._documents}
        # The root's own text where it is asked for as a whole: only from there are the drafts' meta-schemas found.
        schema = values.get(self._uri, {"$ref": self._uri})
        try:
            return jsonschema_rs.validator_for(
                schema, base_uri=self._uri, retriever=values.__getitem__, validate_formats=False
            )
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise TreatyError(f"jsonschema-rs cannot build {self._uri}: {error}") from error
