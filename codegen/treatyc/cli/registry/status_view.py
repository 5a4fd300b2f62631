"""How a target's registry stands, as lines for people and as facts for programs."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.registry.identity import Anonymous, Identity, Shown
from treatyc.registry.verify.status import READ_WRITE, Standing, Status, Text

_SIGNS = {Standing.REGISTERED: " ", Standing.DIFFERS: "~", Standing.MISSING: "+"}


def as_lines(target: str, status: Status) -> list[str]:
    """Who answers and who we are, what the registry does, then our texts, one a line."""
    software = status.identity.software
    who = f"{software.name} {software.version}".rstrip() if software is not None else "a registry that is not known"
    access = "takes schemas" if status.access == READ_WRITE else f"is {status.access}"
    return [
        f"status: target `{target}`: {who} answers and {access}; mode {status.default.value} unless a subject has one",
        f"status: {_known(status.identity)}",
        *(f"  {_SIGNS[each.standing]} {line}" for each, line in _lined(status.texts)),
        f"status: {_counted(status)}; {status.subjects} {_plural(status.subjects, 'subject')} in all",
    ]


def as_facts(target: str, status: Status) -> dict[str, object]:
    """The same for programs; `version` and `id` are those of the text, or of the last one that differs from it."""
    software, identity = status.identity.software, status.identity
    return {
        "target": target,
        "software": {"name": software.name, "version": software.version, "dialect": software.dialect.value}
        if software is not None
        else None,
        "login": identity.shown.name.lower(),
        "anonymous": identity.anonymous.name.lower(),
        "access": status.access,
        "mode": status.default.value,
        "subjects": status.subjects,
        "texts": [_fact(each) for each in status.texts],
        "counts": {each.value: status.count(each) for each in Standing},
    }


def _known(identity: Identity) -> str:
    if identity.shown is Shown.NOTHING:
        return "we are anonymous there"
    others = {
        Anonymous.REFUSED: "who shows nothing is refused",
        Anonymous.LET_IN: "who shows nothing is let in as well",
        Anonymous.UNKNOWN: "what it does with one who shows nothing is not known",
    }
    return f"we show {identity.shown.value} and are let in; {others[identity.anonymous]}"


def _lined(texts: tuple[Text, ...]) -> Iterator[tuple[Text, str]]:
    width = max((len(each.wanted.subject) for each in texts), default=0)
    for each in texts:
        yield each, f"{each.wanted.subject:<{width}}  {', '.join(_words(each))}"


def _words(text: Text) -> Iterator[str]:
    match text.standing, text.version:
        case Standing.REGISTERED, version if version is not None:
            yield f"version {version.key.version}, id {version.id}"
            yield "locked" if text.locked else "not in the lock"
        case Standing.DIFFERS, version if version is not None:
            yield f"differs from version {version.key.version}"
        case _:
            yield "missing"
    if text.beside:
        yield f"with other {' and '.join(text.beside)}"
    if text.mode_differs:
        yield f"mode {text.mode.value} where {text.wanted.mode.value} is wanted"


def _fact(text: Text) -> dict[str, object]:
    version = text.version
    return {
        "subject": text.wanted.subject,
        "role": text.wanted.role.value,
        "schemas": list(text.wanted.schemas),
        "standing": text.standing.value,
        "version": version.key.version if version is not None else None,
        "id": version.id if version is not None else None,
        "guid": version.guid if version is not None else None,
        "locked": text.locked,
        "beside": list(text.beside),
        "mode": text.mode.value,
        "wanted_mode": text.wanted.mode.value,
    }


def _counted(status: Status) -> str:
    said = [f"{status.count(each)} {each.value}" for each in Standing if status.count(each)]
    return ", ".join(said) or "the target has nothing to register"


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
