"""Every format of manifests. A new one is a module and a line here."""

from __future__ import annotations

from treatyc.emit.topology.manifest import Format
from treatyc.system.manifest import ManifestFormat

FORMATS: dict[ManifestFormat, Format] = {}
"""The formats in the order of the language."""
