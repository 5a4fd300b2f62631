"""Why a reader refuses what a writer sends: the claims of its schema that some document of the writer does not meet.

Each claim is put to the solver by itself, nested to its position in a schema that asks for nothing else. What refutes
it is a whole document of the writer, and as all claims have to hold, the reader refuses that document.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from treatyc.compatibility.jsonschema.claims import OVERLAP, UNIONS, Claim, claims, reference
from treatyc.compatibility.jsonschema.hybrid import all_of, question
from treatyc.compatibility.jsonschema.lift import lifted
from treatyc.compatibility.jsonschema.position import Position, nested
from treatyc.compatibility.jsonschema.resemble import pairs
from treatyc.compatibility.jsonschema.side import Side, side
from treatyc.compatibility.jsonschema.solve import Answer, Node, Refuted, Unknown, sends, solve
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import Dialect
from treatyc.load.jsonschema.library import Library
from treatyc.source import Pointer

QUESTIONS_MAX = 120
_QUESTIONS_MIN = 8
_SCHEMAS_MAX = 20_000
"""How many schemas all questions about whole documents may look at: each looks at all that there are."""
NEAR_QUESTIONS_MAX = 400
_FIRST = 8
"""As many questions get an equal share of the work; every further as many get less, so that the sum is bounded."""
POSITIONS_MAX = 2_000
VISITS_MAX = 3
"""How many ways to the same two schemas are looked at: one of them may be open to no document."""
UNIONS_MAX = 3
"""How many unions, one in the other, are looked into."""
_LAST = frozenset({"$dynamicRef", "$recursiveRef", "unevaluatedProperties", "unevaluatedItems"})


@dataclass(frozen=True, slots=True)
class Broken:
    """A claim that `document` of the writer does not meet; `position` is where the claim is made.

    `foreign` where only a producer that sends what its schema does not declare can break it.
    """

    position: Position
    claim: Claim
    document: JsonValue
    foreign: bool = False


@dataclass(slots=True)
class Inquiry:
    """One comparison under way. `foreign` are the settings under which producers send what nobody declared.

    `settings` is None where it is proven already that none of the writer's own documents breaks anything. `proves`
    tells of a document whether the writer's validator accepts it and the reader's refuses it; `known` are documents
    that the writer sends, `strange` those of producers that send more than it declares. `untold` where a bound was hit,
    or a question not answered, so that there may be more than is `found`.
    """

    writer: Node
    reader: Node
    settings: Settings | None
    foreign: Settings | None
    proves: Callable[[JsonValue], bool]
    known: list[JsonValue]
    strange: list[JsonValue]
    left: int
    asked: int = 0
    left_near: int = NEAR_QUESTIONS_MAX
    untold: bool = False
    found: list[Broken] = field(default_factory=list)

    @property
    def broken(self) -> int:
        """How many claims the writer's own documents break so far."""
        return sum(not each.foreign for each in self.found)


@dataclass(frozen=True, slots=True)
class _Context:
    """`also` is what the documents that are asked about meet beside the writer's schema: they take these branches.

    `missed` is what they have to miss beside a claim, for what misses a claim of one branch may meet another branch.
    """

    also: tuple[JsonValue, ...] = ()
    missed: tuple[JsonValue, ...] = ()


def questions_for(size: int) -> int:
    """How many questions about whole documents may be asked where both sides have so many schemas in all."""
    return max(_QUESTIONS_MIN, min(QUESTIONS_MAX, _SCHEMAS_MAX // max(1, size)))


def broken_claims(inquiry: Inquiry) -> tuple[Broken, ...]:
    """The claims of the reader that some document of the writer breaks, outer ones first."""
    writer, reader = inquiry.writer, inquiry.reader
    root = Position((), side(writer.library, [writer.place]), side(reader.library, [reader.place]))
    _walk(inquiry, root, _Context())
    return tuple(inquiry.found)


def _walk(inquiry: Inquiry, start: Position, context: _Context) -> None:
    pending = deque([start])
    visits: Counter[object] = Counter()
    last: list[tuple[Position, Claim]] = []
    while pending and visits.total() < POSITIONS_MAX and inquiry.left > 0:
        position = pending.popleft()
        key = (position.writer.places, position.writer.nothing, position.reader.places, position.reader.nothing)
        if visits[key] >= VISITS_MAX:
            continue
        known = inquiry.broken
        for claim in claims(position):
            if claim.keyword in _LAST:
                last.append((position, claim))
            else:
                _ask(inquiry, position, claim, context)
        # What breaks here breaks the same way wherever else the same two schemas meet.
        visits[key] += VISITS_MAX if inquiry.broken > known else 1
        pending.extend(position.children())
    inquiry.untold = inquiry.untold or bool(pending)
    for position, claim in last:
        # These look at all that stands beside them: they explain only what nothing else does.
        if not inquiry.broken:
            _ask(inquiry, position, claim, context)


def _ask(inquiry: Inquiry, position: Position, claim: Claim, context: _Context) -> None:
    own = _answer(inquiry, position, claim, context, inquiry.settings) if inquiry.settings is not None else None
    if own is not None:
        known = inquiry.broken
        if claim.keyword in UNIONS and claim.about != OVERLAP and len(context.missed) < UNIONS_MAX:
            _look_into_union(inquiry, position, claim, context)
        if inquiry.broken == known:
            inquiry.found.append(Broken(position, claim, own.document))
    elif inquiry.foreign is not None and not context.missed:
        other = _answer(inquiry, position, claim, context, inquiry.foreign)
        if other is not None:
            inquiry.found.append(Broken(position, claim, other.document, foreign=True))


def _answer(
    inquiry: Inquiry, position: Position, claim: Claim, context: _Context, settings: Settings
) -> Refuted | None:
    """A document of the writer that breaks a claim, if the solver has one."""
    if position.steps and position.sure and position.writer.layers and not context.missed:
        if inquiry.left_near <= 0:
            inquiry.untold = True  # hundreds of findings say enough
            return None
        near = _near(inquiry, position, claim, settings)
        if not isinstance(near, Unknown):
            return near if isinstance(near, Refuted) else None
    if inquiry.left <= 0:
        inquiry.untold = True
        return None
    inquiry.left -= 1
    inquiry.asked += 1
    schema = _asked(inquiry, position, claim)
    asked: JsonValue = {"anyOf": [*context.missed, schema]} if context.missed else schema
    writer = all_of(inquiry.writer, context.also) if context.also else inquiry.writer
    share = replace(settings, work=settings.work // (_FIRST * (1 + inquiry.asked // _FIRST)))
    answer = solve(writer, question(inquiry.reader, asked), share)
    inquiry.untold = inquiry.untold or isinstance(answer, Unknown)
    if not isinstance(answer, Refuted):
        return None
    (inquiry.strange if settings is inquiry.foreign else inquiry.known).append(answer.document)
    return answer


def _near(inquiry: Inquiry, position: Position, claim: Claim, settings: Settings) -> Answer:
    """What is sure from what stands at the position alone: small questions, for there may be thousands of positions."""
    inquiry.left_near -= 1
    here: list[JsonValue] = [reference(inquiry.writer.library, place) for place in position.writer.places]
    asked = nested(claim.inside, claim.schema, _dialect(inquiry.reader))
    share = replace(settings, work=settings.work // NEAR_QUESTIONS_MAX)
    answer = solve(question(inquiry.writer, {"allOf": here}), question(inquiry.reader, asked), share)
    if not isinstance(answer, Refuted):
        return answer
    strange = inquiry.strange if settings is inquiry.foreign else []
    for document in (*inquiry.known, *strange):
        whole = lifted(document, position.steps, answer.document)
        if whole is not document and inquiry.proves(whole) and _may_send(inquiry, whole, answer.document, settings):
            return Refuted(whole)
    return Unknown("which document it is a part of")


def _may_send(inquiry: Inquiry, document: JsonValue, value: JsonValue, settings: Settings) -> bool:
    if settings.content_model is ContentModel.STRICT or not isinstance(value, dict | list):
        return True  # one value beside what the writer sends anyway declares no member
    return sends(inquiry.writer, document) is True


def _asked(inquiry: Inquiry, position: Position, claim: Claim) -> JsonValue:
    return nested((*position.steps, *claim.inside), claim.schema, _dialect(inquiry.reader))


def _look_into_union(inquiry: Inquiry, position: Position, claim: Claim, context: _Context) -> None:
    """Explain each kind of value that the writer sends by the branch of the reader that comes nearest to it."""
    missed = (*context.missed, _asked(inquiry, position, claim))
    options = [side(inquiry.reader.library, [place]) for place in _branches(inquiry.reader.library, claim.place)]
    sent = [side(inquiry.writer.library, [place]) for place in _sent(position.writer)]
    for own, nearest in pairs(sent or [position.writer], options):
        also = context.also
        if sent and own.place is not None:
            taken = reference(inquiry.writer.library, own.place)
            also = (*also, nested(position.steps, taken, _dialect(inquiry.writer)))
        known = inquiry.broken
        if nearest is not None:
            _walk(inquiry, Position(position.steps, own, nearest), _Context(also, missed))
        if inquiry.broken == known and sent:
            _blame_branch(inquiry, replace(position, writer=own), claim, _Context(also, context.missed))


def _blame_branch(inquiry: Inquiry, position: Position, claim: Claim, context: _Context) -> None:
    """Say of one branch of the writer that no branch of the reader takes it, if that is so."""
    answer = _answer(inquiry, position, claim, context, inquiry.settings) if inquiry.settings is not None else None
    if answer is not None:
        inquiry.found.append(Broken(position, claim, answer.document))


def _sent(writer: Side) -> list[Pointer]:
    """The branches that a writer's values take; none where all of them are alike."""
    unions = (layer.place.child(keyword) for layer in writer.layers for keyword in UNIONS if keyword in layer.asserted)
    first = next(unions, None)
    return [] if first is None else _branches(writer.library, first)


def _branches(library: Library, union: Pointer) -> list[Pointer]:
    schema = library.node(Pointer(union.path, union.tokens[:-1]))
    held = schema.get(str(union.tokens[-1])) if isinstance(schema, dict) else None
    return [union.child(index) for index in range(len(held) if isinstance(held, list) else 0)]


def _dialect(node: Node) -> Dialect:
    return node.library.documents[node.place.path].dialect
