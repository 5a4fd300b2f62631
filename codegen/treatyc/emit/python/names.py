"""Names of a contract as proven Python names: the only place where text of a user becomes an identifier.

Python folds identifiers by NFKC (`ﬁeld` is `field`, and bold letters spell `class`), so names become ASCII here before
anything is compared, and what is left over becomes `_`.
"""

from __future__ import annotations

import functools
import keyword
import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from treatyc.system.schema import Schema

_NOT_A_LETTER = re.compile(r"[^A-Za-z0-9_]+")
_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LENGTH_MAX = 200

# What annotations and bodies of generated classes refer to: a member of that name with a default would hide it.
_USED_IN_CLASSES = frozenset(
    "bool bytes dict float int list str tuple set type property object super self cls "
    "datetime decimal uuid enum msgspec typing treaty annotations".split()
)
# What generated modules of messages import at their top: no class or constant may take these.
_USED_IN_MODULES = frozenset(
    "None True False Any Annotated Literal TypeAlias Exception MessageSchema Meta Struct UNSET UnsetType BaseModel "
    "ConfigDict Field JsonSchema CheckedCodec ExactCodec AvroCodec ProtobufCodec NestingProtobufCodec "
    "CheckingProtobufCodec".split()
)


@functools.lru_cache(maxsize=16_384)
def identifier(name: str) -> str:
    """A Python identifier for any text: ASCII, no keyword, no dunder; the name itself wherever that is possible."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    cleaned = _NOT_A_LETTER.sub("_", ascii_name)[:_LENGTH_MAX]
    if cleaned.startswith("__"):
        cleaned = cleaned.strip("_")
    if not cleaned.strip("_"):
        cleaned = "unnamed"
    if cleaned[0].isdigit():
        cleaned = f"n{cleaned}"
    return f"{cleaned}_" if keyword.iskeyword(cleaned) else cleaned


@functools.lru_cache(maxsize=16_384)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, lower case: `orderPlaced`, `order-placed` and `OrderPlaced` are (`order`, `placed`)."""
    return tuple(
        word for part in identifier(name).split("_") for word in _WORD_STARTS.sub("_", part).lower().split("_") if word
    )


@functools.lru_cache(maxsize=16_384)
def snake(name: str) -> str:
    """A name as a function, a module or a parameter: `order_placed`."""
    return identifier("_".join(words(name)) or "unnamed")


def field_name(name: str) -> str:
    """A name as a member of a generated class: snake case, never hiding what annotations refer to."""
    cased = snake(name)
    return f"{cased}_" if cased in _USED_IN_CLASSES else cased


@functools.lru_cache(maxsize=16_384)
def pascal(name: str) -> str:
    """A name as a class; capitals that are there stay, so `HTTPRequest` stays itself."""
    cased = "".join(part[:1].upper() + part[1:] for part in identifier(name).split("_") if part)
    proven = identifier(cased or "Unnamed")
    return f"{proven}_" if proven in _USED_IN_MODULES else proven


def constant(name: str) -> str:
    """A name as a constant: `ORDER_PLACED`."""
    cased = "_".join(words(name)).upper() or "UNNAMED"
    proven = identifier(cased)
    return f"{proven}_" if proven in _USED_IN_MODULES else proven


def class_name(definition: str, namespace: str) -> str:
    """The class of a named definition: the tokens below its namespace, joined; `X.Address` is `XAddress`.

    A nested name that already begins with its parent's is not doubled: `Order.OrderLine` is `OrderLine`.
    """
    below = definition[len(namespace) + 1 :] if namespace and definition.startswith(f"{namespace}.") else definition
    joined = ""
    for token in below.split("."):
        cased = pascal(token)
        joined = cased if cased.startswith(joined) else joined + cased
    return joined


def constant_name(schema: Schema) -> str:
    """The `MessageSchema` constant of a schema: `ORDER_PLACED`; `SKU_SCHEMA` where the class itself is `SKU`."""
    name = constant(schema.short_name)
    return f"{name}_SCHEMA" if name == class_name(schema.name, schema.namespace) else name


def namespace_module(namespace: str) -> str:
    """The Python package of a namespace, dotted, below the package of messages: `storefront.orders.v1`."""
    return ".".join(snake(token) for token in namespace.split(".")) if namespace else "unnamed"


def messages_package(project: str) -> str:
    """The package of messages that a project's agents share."""
    return snake(f"{project}_messages")


def agent_package(project: str, agent: str) -> str:
    """The package of one agent."""
    return snake(f"{project}_{agent}")


def client(agent: str) -> str:
    """The class of an agent's client: `BillingClient`."""
    return pascal(f"{agent}_client")


def handlers(agent: str) -> str:
    """The class of an agent's handlers: `BillingHandlers`."""
    return pascal(f"{agent}_handlers")


def unique(proposed: Iterable[tuple[str, str]], reserved: AbstractSet[str] = frozenset()) -> dict[str, str]:
    """Distinct Python names for distinct originals, given (original, proposed) pairs; none of them is `reserved`.

    Does not depend on the order of the pairs: an original that equals its proposal keeps it, then the alphabet decides,
    and later ones get `_2`, `_3`.
    """
    taken = set(reserved)
    result: dict[str, str] = {}
    for original, name in sorted(set(proposed), key=lambda pair: (pair[0] != pair[1], pair)):
        candidate, number = name, 2
        while candidate in taken:
            candidate, number = f"{name}_{number}", number + 1
        taken.add(candidate)
        result[original] = candidate
    return result
