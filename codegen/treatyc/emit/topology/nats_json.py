"""`nats-json`: a file for each stream and consumer, as `nats stream add --config` and the like read it.

They bear the mark of what `apply` makes, so that a plan takes what was made of them for what it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from treatyc.emit.file import File
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.places import place_text
from treatyc.topology.brokers import scope
from treatyc.topology.nats import config, marks
from treatyc.topology.nats.objects import Consumer, Stream
from treatyc.topology.observed import Mark
from treatyc.topology.resource import Resource, digest
from treatyc.topology.version import at_least


def files(manifest: Manifest) -> tuple[File, ...]:
    """`streams/<stream>.json` and `consumers/<stream>/<consumer>.json`, sorted by path."""
    found = []
    for resource in manifest.resources:
        match resource:
            case Stream():
                found.append(_file(f"streams/{resource.name}.json", config.of_stream(resource), resource, manifest))
            case Consumer():
                path = f"consumers/{resource.stream}/{resource.durable}.json"
                found.append(_file(path, config.of_consumer(resource), resource, manifest))
    return tuple(sorted(found))


def metadata(resource: Resource, manifest: Manifest) -> dict[str, str]:
    """The mark of a resource, and where it was declared."""
    mark = Mark(scope(manifest.system, manifest.target), digest(resource))
    return {**marks.metadata(mark), "treaty.declared": declared(resource)}


def declared(resource: Resource) -> str:
    """Why a resource is wanted, and where that stands."""
    place = resource.origin.place
    return f"{resource.origin.why}: {place_text(place)}" if place is not None else resource.origin.why


def _file(path: str, plain: Mapping[str, object], resource: Resource, manifest: Manifest) -> File:
    if at_least(manifest.target, 2, 10):
        whole = {**plain, "metadata": metadata(resource, manifest)}
    else:
        mark = Mark(scope(manifest.system, manifest.target), digest(resource))
        whole = {**plain, "description": marks.description(mark)}
    return File(path, (json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode())
