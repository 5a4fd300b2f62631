"""What Pub/Sub can change while it runs, what that may lose, and how to get there where it cannot."""

from __future__ import annotations

import shlex

from treatyc.system.units import duration_text
from treatyc.topology.plan import SAFE, Change, Danger, Risk, Word
from treatyc.topology.pubsub.objects import Permissions, Subscription, Topic
from treatyc.topology.pubsub.ranges import seconds
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import Fixed, InPlace, Judgement

_FIXED = {
    "topic": "a subscription stays with its topic",
    "filter": "a subscription's filter is chosen when it is made",
    "enable_message_ordering": "whether a subscription keeps an order is chosen when it is made",
}


def judge(wanted: Resource, found: Resource, changes: tuple[Change, ...]) -> Judgement:
    """The worst that one of the changes does."""
    names = {change.name for change in changes}
    match wanted, found:
        case Subscription(), Subscription():
            for name, reason in _FIXED.items():
                if name in names:
                    return Fixed(reason, _anew(wanted, found))
            return _kept(wanted.message_retention_duration, found.message_retention_duration, "is dropped")
        case Topic(), Topic():
            return _kept(wanted.message_retention_duration, found.message_retention_duration, "can be replayed no more")
        case Permissions(), Permissions() if set(found.members) - set(wanted.members):
            return InPlace(Risk(Danger.ACCESS, "whoever is no longer named is refused, in up to seven minutes"))
        case _:
            return InPlace(SAFE)


def _kept(wanted: str, found: str, then: str) -> Judgement:
    if seconds(wanted) >= seconds(found):
        return InPlace(SAFE)
    older = f"what is older than {duration_text(seconds(wanted))}" if wanted else "what everybody has read"
    return InPlace(Risk(Danger.LOSS, f"{older} {then}"), (Word.LOSS,))


def _anew(wanted: Subscription, found: Subscription) -> tuple[str, ...]:
    """A snapshot holds what was not acknowledged and all that comes later, for any subscription of the same topic."""
    name, aside = shlex.quote(found.name), shlex.quote(f"{found.name}.before")
    words = f"--allow-destroy subscription:{found.name} --allow-loss subscription:{found.name}"
    if wanted.topic != found.topic:
        return (
            f"let the readers of {name} finish what `{found.topic}` still sends, and stop them",
            f"apply with {words}",
        )
    return (
        f"stop the readers of {name}",
        f"keep what it holds: gcloud pubsub snapshots create {aside} --subscription={name}",
        f"apply with {words}",
        f"bring it back: gcloud pubsub subscriptions seek {name} --snapshot={aside}",
        f"start the readers, and: gcloud pubsub snapshots delete {aside}",
    )
