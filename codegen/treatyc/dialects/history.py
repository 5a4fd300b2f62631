"""What an engine would answer about a new text under a subject that has versions already, as its mode asks.

`predict_history(dialect, mode, new, history)` is pure: whoever has the files of both sides in a tree may ask, such as
the gate of what is released and `treaty registry diff --offline` of what was registered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from treatyc.compatibility.finding import Direction
from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.compatibility.protobuf.library import Library
from treatyc.diagnostics import Report
from treatyc.dialects import editions
from treatyc.dialects.apicurio.discovery import unrecognised
from treatyc.dialects.apicurio.references import read_beside
from treatyc.dialects.dialect import EngineFails, Prediction, Reason
from treatyc.dialects.documents import Documents
from treatyc.dialects.limits import Unpredicted
from treatyc.dialects.predict import predict
from treatyc.dialects.protobuf.model import File
from treatyc.dialects.texts import Text, parsed
from treatyc.load import json_text
from treatyc.system.registry import Dialect
from treatyc.system.schema import Format

OTHER_FORMAT = "different schema type"
"""How engines call what is of another format than the version before."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """An engine's answer about a new version; `version` is the label of the one before that decided it.

    That is the newest one that stands against it, or else the newest about which nothing can be said; a text that goes
    with all of them has none.
    """

    prediction: Prediction
    version: str = ""

    @property
    def compatible(self) -> bool | None:
        """The verdict: None where the engine would fail, or nothing is known."""
        return self.prediction.compatible


def predict_history(dialect: Dialect, mode: Mode, new: Text, history: Sequence[Text]) -> Foretold:
    """The answer about `new` where the subject has `history`, oldest first, and `mode` is the subject's own.

    Each text brings the files that it refers to. Nothing is compared under `none`, nor with the first version of a
    subject; what a registry does not take for a schema at all, it does not take then either.
    """
    meaning = MEANINGS[mode]
    return predict_versions(dialect, meaning.directions, new, meaning.of(history))


def predict_versions(dialect: Dialect, ways: frozenset[Direction], new: Text, versions: Sequence[Text]) -> Foretold:
    """The same where it is known which versions, oldest first, and which directions are asked about."""
    reason = not_taken(dialect, new)
    if reason is not None:
        return Foretold(Prediction(dialect, compatible=False, reasons=(reason,)))
    found = [Foretold(predict_pair(dialect, ways, new, old), old.label) for old in reversed(versions)]
    refused = next((each for each in found if each.compatible is False), None)
    unknown = next((each for each in found if each.compatible is None), None)
    return refused or unknown or Foretold(Prediction(dialect, compatible=True))


def predict_pair(dialect: Dialect, ways: frozenset[Direction], new: Text, old: Text) -> Prediction:
    """The answer of a registry that only compares: of one version."""
    if old.format is not new.format:
        return Prediction(dialect, compatible=False, reasons=(Reason(OTHER_FORMAT),))
    try:
        before, now = _sides(dialect, old, new)
    except EngineFails as failure:
        return Prediction(dialect, None, (Reason(str(failure)),))
    except Unpredicted as limit:
        return Prediction(dialect, None, (Reason(str(limit)),), known=False)
    return predict(dialect, new.format, before, now, ways)


def not_taken(dialect: Dialect, new: Text) -> Reason | None:
    """Why a registry does not take a text for a schema, whatever versions there are; None where it does."""
    match new.format:
        case Format.PROTOBUF:
            library = Library(new.tree, new.folder)
            of_edition = new.path in library and library.file(new.path).syntax == editions.SYNTAX
            return editions.REFUSALS[dialect] if of_edition else None
        case Format.JSONSCHEMA if dialect is Dialect.APICURIO:
            report = Report()
            root = json_text.parse(new.tree.files[new.whole(new.path)], report)
            return unrecognised(root) if not report.failed else None
        case _:
            return None


def _sides(dialect: Dialect, old: Text, new: Text) -> tuple[Documents | File, Documents | File]:
    """Both texts as a registry has them before its engine: Apicurio reads them in a way of its own."""
    before, now = parsed(old), parsed(new)
    if dialect is Dialect.APICURIO and isinstance(before, Documents) and isinstance(now, Documents):
        return read_beside(before, now, new.format), now
    return before, now
