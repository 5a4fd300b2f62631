"""A plan as one JSON document, for programs and for `treaty apply FILE`. There is no secret in a plan, nor in this."""

from __future__ import annotations

import json

from treatyc.positions import locate
from treatyc.source import Place, SourceTree
from treatyc.topology.plan import Action, Change, Consent, Danger, Plan, Risk, Step
from treatyc.topology.saved import VERSION, sealed


def as_json(plan: Plan, tree: SourceTree) -> str:
    """`version` names the shape of this document; nothing is cut. `docs/reference/plan.schema.json` describes it."""
    actions = [step.action for step in plan.steps]
    document = {
        "version": VERSION,
        "project": plan.scope.project,
        "target": plan.scope.target,
        "broker": plan.broker,
        "cluster": plan.identity,
        "authoritative": plan.authoritative,
        "consents": [_consent(consent) for consent in plan.consents],
        "summary": {action.value: actions.count(action) for action in Action},
        "changes": [_step(step, tree) for step in plan.steps],
        "unmanaged": list(plan.unmanaged),
        "shortcomings": list(plan.shortcomings),
        "promise": plan.promise,
    }
    return json.dumps(sealed(document), indent=2, ensure_ascii=False) + "\n"


def place(place: Place | None, tree: SourceTree) -> dict[str, object] | None:
    """Where something is declared; lines and columns count from 1, in characters."""
    if place is None:
        return None
    span = locate(place, tree)
    return {"path": span.path, "line": span.line, "column": span.column}


def fact(change: Change) -> dict[str, object]:
    """One fact that differs; null stands on the side that does not have it."""
    return {"name": change.name, "found": change.found, "wanted": change.wanted}


def _step(step: Step, tree: SourceTree) -> dict[str, object]:
    return {
        "address": step.address,
        "kind": step.resource.kind,
        "name": step.resource.name,
        "action": step.action.value,
        "what": step.what,
        "why": step.why,
        "place": place(step.place, tree),
        "facts": [fact(change) for change in step.changes],
        "risk": _risk(step.risk),
        "undo": step.undo,
        "allowed": [_consent(consent) for consent in step.given],
        "needs": [_consent(consent) for consent in step.needs],
        "recipe": list(step.recipe),
        "messages": step.held,
        "observed": step.observed,
    }


def _risk(risk: Risk) -> dict[str, object] | None:
    return {"danger": risk.danger.value, "sentence": risk.sentence} if risk.danger is not Danger.NONE else None


def _consent(consent: Consent) -> dict[str, object]:
    return {"word": consent.word, "address": consent.address}
