"""What one format contributes to the package of messages: its module of one namespace, and what that exports.

The package of messages has one Python package a namespace, with one private module a format in it:

    storefront_messages/storefront/orders/v1/__init__.py     re-exports what the modules beside it define
    storefront_messages/storefront/orders/v1/_avro.py        classes, and a `MessageSchema` for each schema
    storefront_messages/storefront/orders/v1/_avro_codec.py  what `_avro` imports to encode and decode
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.system.schema import Schema
from treatyc.system.system import System


@dataclass(frozen=True, slots=True)
class Part:
    """One format's share of a namespace. `files` have paths relative to the namespace's folder.

    `module` is the module that defines `exports`: the class of each named definition, and for each schema that can be
    sent the constant `names.constant_name(schema)`, a `treaty.contract.MessageSchema`.
    """

    module: str
    exports: tuple[str, ...]
    files: tuple[File, ...]


EmitPart = Callable[[System, str, tuple[Schema, ...]], Part]
"""The system, a namespace, and the schemas of one format in it (sorted by name)."""
