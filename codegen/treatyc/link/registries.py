"""The registry of a target, from what is written of it, in either of the two ways."""

from __future__ import annotations

from treatyc.diagnostics import Report
from treatyc.load.language import TargetKeys
from treatyc.load.language_servers import AuthenticationKeys, RegistryKeys
from treatyc.load.shape import Declared
from treatyc.system.registry import (
    ClientCredentials,
    Dialect,
    Frame,
    KeyForm,
    Registering,
    Registry,
    Strategy,
    Token,
)


def link_registry(target: TargetKeys, report: Report) -> Registry | None:
    """The registry that a target names; what TLS needs is the target's own where the registry says nothing."""
    written = target.registry
    if written is None:
        return None
    if isinstance(written.value, str):
        return Registry(written.value, written.place, tls=_tls(target, None))
    keys = written.value
    return Registry(
        url=keys.url.value,
        place=written.place,
        strategy=keys.subjects.value if keys.subjects else Strategy.TOPIC,
        context=keys.context.value if keys.context else None,
        frame=keys.frame.value if keys.frame else Frame.PAYLOAD,
        keys=keys.keys.value if keys.keys else KeyForm.PLAIN,
        register=keys.register.value if keys.register else Registering.NEVER,
        dialect=keys.dialect.value if keys.dialect else Dialect.CONFLUENT,
        authentication=_authentication(keys.authentication, report),
        tls=_tls(target, keys),
        headers=tuple((each.name, each.value) for each in keys.headers.value) if keys.headers else (),
    )


def _authentication(written: Declared[AuthenticationKeys] | None, report: Report) -> Token | ClientCredentials | None:
    if written is None:
        return None
    keys = written.value
    credentials = (keys.token_url, keys.client_id, keys.client_secret)
    given = [key for key in (*credentials, keys.scope) if key is not None]
    if keys.token is not None and not given:
        return Token(keys.token.value)
    url, client_id, client_secret = credentials
    if keys.token is None and url is not None and client_id is not None and client_secret is not None:
        return ClientCredentials(
            url.value, client_id.value, client_secret.value, keys.scope.value if keys.scope else None
        )
    message = "this is neither a token nor all that is needed to ask for one"
    help_ = "write `token` alone, or `token_url`, `client_id` and `client_secret`"
    report.error("registry-authentication", message, at=written.place, help=help_)
    return None


def _tls(target: TargetKeys, registry: RegistryKeys | None) -> tuple[tuple[str, str], ...]:
    """The files of TLS; the broker's, where the registry names none of its own."""
    found: dict[str, str] = {}
    for keys in (target.security.value if target.security else None, registry):
        if keys is not None:
            texts = {"ca": keys.ca, "certificate": keys.certificate, "private_key": keys.private_key}
            found |= {word: text.value for word, text in texts.items() if text is not None}
    return tuple(sorted(found.items()))
