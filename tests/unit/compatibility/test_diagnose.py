"""A finding as a diagnostic: at the newer place, the other one beside it, and what proves it as notes."""

from __future__ import annotations

import pytest

from treatyc.compatibility.diagnose import as_diagnostic, fails
from treatyc.compatibility.finding import Category, Direction, Effect, Finding, Witness
from treatyc.diagnostics import Note, Related, Severity
from treatyc.source import Place, Pointer, Span

OLD = Pointer("old/a.avsc", ("fields", 0))
NEW = Span("new/a.avsc", 3, 4)
WIRE = frozenset({Category.WIRE})


def finding(
    writer: Place | None = OLD,
    reader: Place | None = NEW,
    direction: Direction = Direction.BACKWARD,
    effect: Effect = Effect.BREAKS,
) -> Finding:
    witness = Witness('{"id": "a"}', "there is no `total`", "0261")
    return Finding(
        "avro-field-added",
        Category.WIRE,
        effect,
        "`total` is new and has no default",
        "shop.v1.Order",
        "total",
        writer,
        reader,
        "add a default",
        witness,
        direction=direction,
        version="1.2",
    )


@pytest.mark.parametrize(
    ("writer", "reader", "direction", "place", "related"),
    [
        (OLD, NEW, Direction.BACKWARD, NEW, (Related("the writer says", OLD),)),
        (NEW, OLD, Direction.FORWARD, NEW, (Related("the reader says", OLD),)),
        (OLD, None, Direction.BACKWARD, OLD, ()),
        (None, NEW, Direction.BACKWARD, NEW, ()),
        (None, None, Direction.BACKWARD, Span("shop.v1.Order"), ()),
    ],
)
def test_the_place_is_that_of_the_newer_version_and_a_deletion_points_at_the_old_one(
    writer: Place | None, reader: Place | None, direction: Direction, place: Place, related: tuple[Related, ...]
) -> None:
    """bufbuild/buf-breaking-action#91: what is gone has no new line."""
    diagnostic = as_diagnostic(finding(writer, reader, direction))

    assert (place, related) == (diagnostic.place, diagnostic.related)


@pytest.mark.parametrize(
    ("effect", "failing", "severity"),
    [
        (Effect.BREAKS, WIRE, Severity.ERROR),
        (Effect.UNPROVEN, WIRE, Severity.ERROR),
        (Effect.BREAKS, frozenset({Category.SOURCE}), Severity.WARNING),
        (Effect.UNPROVEN, frozenset[Category](), Severity.WARNING),
        (Effect.WARNS, WIRE, Severity.WARNING),
        (Effect.NOTES, WIRE, Severity.INFO),
    ],
)
def test_a_break_is_an_error_where_it_is_to_fail(
    effect: Effect, failing: frozenset[Category], severity: Severity
) -> None:
    one = finding(effect=effect)

    assert severity is as_diagnostic(one, failing).severity
    assert fails(one, failing) is (severity is Severity.ERROR)


def test_notes_carry_the_proof_and_what_programs_look_up() -> None:
    assert (
        Note("witness", '{"id": "a"}'),
        Note("bytes", "02 61"),
        Note("reader", "there is no `total`"),
        Note("category", "wire"),
        Note("effect", "breaks"),
        Note("direction", "backward"),
        Note("version", "1.2"),
        Note("key", "avro-field-added:shop.v1.Order:total"),
    ) == as_diagnostic(finding()).notes


@pytest.mark.parametrize(("effect", "title"), [(Effect.UNPROVEN, "cannot prove"), (Effect.BREAKS, "no witness")])
def test_without_a_message_it_is_said_why(effect: Effect, title: str) -> None:
    one = Finding("x-y", Category.SOURCE, effect, "m", "s", "", OLD, NEW, unproven="it breaks code, not messages")

    assert Note(title, "it breaks code, not messages") == as_diagnostic(one).notes[0]
