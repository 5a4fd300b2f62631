"""Whether what is registered is what is declared, and what the lock says of it: pure, from what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from treatyc.diagnostics import Diagnostic, Related, Severity
from treatyc.registry.push.difference import Difference, Held, Lacking, ModeDiffers
from treatyc.registry.wanted.desired import Role, Wanted, text_fingerprint
from treatyc.registry.wanted.seen import Declared
from treatyc.source import Place


def findings(difference: Difference, declared: Declared) -> Iterator[Diagnostic]:
    """Each way in which a registry is not as it shall be, and each text that the lock does not know there."""
    for lacking in difference.lacking:
        yield _lacking(lacking, declared)
    for held in difference.held:
        if held.newest != held.version.key.version:
            yield _behind(held, declared)
    places = {each.subject: each.place for each in declared.wanted}
    new = {each.wanted.subject for each in difference.lacking if not each.history}
    for mode in difference.modes:
        if mode.subject not in new:
            yield _mode(mode, places[mode.subject], declared)
    if difference.unkept:
        count = len(difference.unkept)
        message = f"the registry keeps no metadata and no rule sets: those of {count} subjects are only here"
        target = declared.target
        yield Diagnostic("registry-keeps-texts-only", Severity.INFO, message, target.place)


def unlocked(difference: Difference, declared: Declared) -> Iterator[Diagnostic]:
    """Each text that is there, and that agents could not write since the lock has no id of it."""
    known = {(schema.name, schema.fingerprint, line.subject, line.version) for schema, line in declared.lines}
    for held in difference.held:
        wanted, number = held.wanted, held.version.key.version
        if wanted.role is Role.REFERENCE:
            continue  # no message is written with it
        for name, text in _meant(wanted, declared):
            if (name, text, wanted.subject, number) not in known:
                message = f"the lock does not say that `{name}` is version {number} of `{wanted.subject}`"
                yield _error("lock-lacks", message, wanted.place, declared, _WRITE)


def not_locked(difference: Difference, declared: Declared) -> Iterator[Diagnostic]:
    """The same where no registry was asked: each declared text that the lock has no line for."""
    for each in difference.lacking:
        if each.wanted.role is not Role.REFERENCE:
            wanted = each.wanted
            message = f"the lock has no id of `{wanted.schemas[0]}` as it is now, for subject `{wanted.subject}`"
            yield _error("lock-lacks", message, wanted.place, declared, _PUSH)


def ids_astray(held: Iterable[Held], texts: Mapping[int, str | None], declared: Declared) -> Iterator[Diagnostic]:
    """Each id under which the registry gives another text, or none: it is what a reader of a message asks for."""
    for each in held:
        text = texts[each.version.id]
        if text != each.version.text:
            what = "nothing" if text is None else "another text"
            key = each.version.key
            message = f"version {key.version} of `{each.wanted.subject}` has id {each.version.id}, which gives {what}"
            yield _error("registry-id", message, each.wanted.place, declared, _ID)


def _meant(wanted: Wanted, declared: Declared) -> Iterator[tuple[str, str]]:
    meant = dict(declared.meanings[wanted.path]) if wanted.path is not None else {}
    for name in wanted.schemas:
        yield name, meant[name] if wanted.path is not None else text_fingerprint(wanted.text)


_WRITE = "`treaty registry verify --target {target} --write` writes the lock from what is there"
_PUSH = "`treaty registry push --target {target}` registers it; --write writes the lock where it is registered"
_REGISTER = "`treaty registry push --target {target}` registers it"
_ID = "no client of this registry can be trusted to read these messages: ask whoever runs it"


def _lacking(lacking: Lacking, declared: Declared) -> Diagnostic:
    wanted, name = lacking.wanted, lacking.wanted.schemas[0]
    if not lacking.history:
        message = f"the registry has no subject `{wanted.subject}` for `{name}`"
    elif lacking.changed == ("text",):
        message = f"none of the {len(lacking.history)} versions of subject `{wanted.subject}` is `{name}` as it is here"
    else:
        changed = " and ".join(lacking.changed)
        message = f"the {changed} of subject `{wanted.subject}` is not that of the contracts"
    return _error("registry-lacks", message, wanted.place, declared, _REGISTER)


def _behind(held: Held, declared: Declared) -> Diagnostic:
    name, number = held.wanted.schemas[0], held.version.key.version
    message = f"`{name}` is version {number} of subject `{held.wanted.subject}`, which ends at {held.newest}"
    help_ = "`treaty registry pull --target {target} --dry-run` says what came after it"
    return _error("registry-ahead", message, held.wanted.place, declared, help_)


def _mode(mode: ModeDiffers, place: Place, declared: Declared) -> Diagnostic:
    own = "is set to" if mode.own is not None else "follows the registry's own,"
    message = f"subject `{mode.subject}` {own} {mode.present.value.upper()}, and shall be {mode.wanted.value.upper()}"
    return _error("registry-mode", message, place, declared, "`treaty registry push --target {target}` sets it")


def _error(rule: str, message: str, at: Place, declared: Declared, help_: str) -> Diagnostic:
    target = declared.target
    related = (Related("the target", target.place),)
    return Diagnostic(rule, Severity.ERROR, message, at, help_.replace("{target}", target.name), related)
