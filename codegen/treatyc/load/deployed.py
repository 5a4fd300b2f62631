"""`deployed.lock`: which release of which agent runs, or ran, at which target, and the versions that it speaks.

Lines of words, so that a change reads well and branches merge: one for each deployment, then for each manifest that one
of them names what the package sends and receives.

    deployment prod orders 2026.11.2 0123456789abcdef 2026-11-21T11:02:00Z -
    manifest 0123456789abcdef orders
      receives commands.order.place shop.orders.v1.PlaceOrder 1.0 9f86d081884c7d65
      sends events.order.placed shop.orders.v1.OrderPlaced 1.1 2c26b46b68ffc68f

The last word of a deployment is when it ended; `-` while it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from treatyc.diagnostics import Related, Report
from treatyc.source import Source, SourceTree, Span
from treatyc.system.deployment import SHORT, Carried, Deployment, Manifest, ordered

TIME = "%Y-%m-%dT%H:%M:%SZ"

_HEAD = "# Which release of which agent runs where: `treaty record` writes it, `treaty check --against` reads it.\n"
_NAME = r"[a-z][a-z0-9_]{0,63}"
LABEL = r"[A-Za-z0-9][A-Za-z0-9._+/@:-]{0,127}"
CHANNEL = r"[a-z0-9{][a-z0-9._{}-]{0,2047}"
MESSAGE = r"[A-Za-z_][A-Za-z0-9_.-]{0,511}"
VERSION = r"[0-9]{1,6}\.[0-9]{1,6}(?:-dev\+[0-9a-f]{8})?"
_DIGEST = rf"[0-9a-f]{{{SHORT}}}"
_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_DEPLOYMENT = re.compile(rf"deployment ({_NAME}) ({_NAME}) ({LABEL}) ({_DIGEST}) ({_MOMENT}) ({_MOMENT}|-)")
_MANIFEST = re.compile(rf"manifest ({_DIGEST}) ({_NAME})")
_CARRIED = re.compile(rf"  (receives|sends) ({CHANNEL}) ({MESSAGE}) ({VERSION}) ({_DIGEST})")
_RESTORE = "restore it from the repository; `treaty record` writes this file"


@dataclass(slots=True)
class _Lines:
    """What the lines say, one by one; `manifest` is the one that the next line belongs to."""

    report: Report
    deployments: list[tuple[re.Match[str], Span]] = field(default_factory=list)
    manifests: dict[str, tuple[str, Span]] = field(default_factory=dict)
    carried: dict[str, dict[str, dict[Carried, None]]] = field(default_factory=dict)
    manifest: str | None = None

    def read(self, line: str, place: Span) -> None:
        """One line; what is none of the three kinds is reported."""
        if match := _DEPLOYMENT.fullmatch(line):
            self.manifest = None
            self.deployments.append((match, place))
        elif match := _MANIFEST.fullmatch(line):
            self.manifest = match[1]
            self._begin(match, place)
        elif (match := _CARRIED.fullmatch(line)) and self.manifest is not None:
            self.carried[self.manifest][match[1]][Carried(*match.groups()[1:])] = None
        elif line.strip() and not line.startswith("#"):
            message = "a line is a deployment, a manifest, or what the manifest above it sends or receives"
            self.report.error("deployed-syntax", message, at=place, help=_RESTORE)

    def _begin(self, match: re.Match[str], place: Span) -> None:
        digest, agent = match.groups()
        if digest in self.manifests:
            first = Related("it stands here already", self.manifests[digest][1])
            message = f"the manifest `{digest}` stands twice"
            self.report.error("deployed-twice", message, at=place, help="keep one of the two", related=(first,))
        self.manifests.setdefault(digest, (agent, place))
        self.carried.setdefault(digest, {"receives": {}, "sends": {}})


def load_deployed(tree: SourceTree, path: str, report: Report) -> tuple[Deployment, ...]:
    """Every deployment of the lock, in its order; none where there is no lock."""
    source = tree.get(path)
    if source is None:
        return ()
    lines = _Lines(report)
    for number, line in enumerate(source.text.splitlines(), start=1):
        lines.read(line, Span(source.path, number, 1, max(1, len(line))))
    manifests = {
        digest: Manifest(agent, digest, tuple(sorted(said["receives"])), tuple(sorted(said["sends"])))
        for digest, (agent, _) in lines.manifests.items()
        for said in [lines.carried[digest]]
    }
    read = [_deployment(match, place, manifests, report) for match, place in lines.deployments]
    found = ordered(deployment for deployment in read if deployment is not None)
    _check_running(found, report)
    return found


def deployed_text(deployments: Iterable[Deployment]) -> str:
    """The lock of these deployments, with the manifests that they name and no others."""
    kept = ordered(deployments)
    manifests = {each.manifest.digest: each.manifest for each in kept}
    blocks = sorted(manifests.values(), key=lambda manifest: (manifest.agent, manifest.digest))
    return "".join([_HEAD, *map(_deployment_line, kept), *(line for each in blocks for line in _manifest_lines(each))])


def short(fingerprint: str) -> str:
    """A fingerprint as the lock holds it."""
    return fingerprint[:SHORT]


def source_of(path: str, deployments: Iterable[Deployment]) -> Source:
    """The lock as a file."""
    return Source(path, deployed_text(deployments))


def _deployment_line(each: Deployment) -> str:
    until = each.until.strftime(TIME) if each.until is not None else "-"
    since = each.since.strftime(TIME)
    return f"deployment {each.target} {each.agent} {each.label} {each.manifest.digest} {since} {until}\n"


def _manifest_lines(manifest: Manifest) -> Iterator[str]:
    yield f"manifest {manifest.digest} {manifest.agent}\n"
    for word, carried in (("receives", manifest.receives), ("sends", manifest.sends)):
        for each in sorted(carried):
            yield f"  {word} {each.channel} {each.message} {each.version} {each.fingerprint}\n"


def _deployment(match: re.Match[str], place: Span, manifests: dict[str, Manifest], report: Report) -> Deployment | None:
    target, agent, label, digest, *times = match.groups()
    manifest = manifests.get(digest)
    if manifest is None or manifest.agent != agent:
        message = f"there is no manifest `{digest}` of `{agent}` here"
        report.error("deployed-manifest", message, at=_word(match, 4, place), help=_RESTORE)
        return None
    since = _moment(match, 5, place, report)
    until = _moment(match, 6, place, report) if times[1] != "-" else None
    if since is None or (until is None and times[1] != "-"):
        return None
    if until is not None and until < since:
        message = "this ended before it began"
        report.error("deployed-time", message, at=_word(match, 6, place), help=_RESTORE)
        return None
    return Deployment(target, label, manifest, since, until, place)


def _moment(match: re.Match[str], group: int, place: Span, report: Report) -> datetime | None:
    try:
        return datetime.strptime(match[group], TIME).replace(tzinfo=UTC)
    except ValueError:
        message = f"there is no such time as `{match[group]}`"
        report.error("deployed-time", message, at=_word(match, group, place), help=_RESTORE)
        return None


def _word(match: re.Match[str], group: int, place: Span) -> Span:
    return Span(place.path, place.line, match.start(group) + 1, len(match[group]))


def _check_running(deployments: Iterable[Deployment], report: Report) -> None:
    """A label stands for one running deployment of an agent at a target."""
    running: dict[tuple[str, str, str], Deployment] = {}
    for each in deployments:
        if each.until is not None:
            continue
        first = running.setdefault((each.target, each.agent, each.label), each)
        if first is not each:
            message = f"`{each.agent}` {each.label} runs twice in `{each.target}`"
            earlier = Related("it runs since here already", first.place)
            report.error("deployed-twice", message, at=each.place, help="end one of the two", related=(earlier,))
