"""The reference page of the contract language, made from the definition that the loader reads by."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.emit.file import File
from treatyc.load.accepted import AcceptedKeys
from treatyc.load.language import (
    AgentKeys,
    ChannelKeys,
    DeadLetterKeys,
    FragmentKeys,
    IgnoreKeys,
    OutputKeys,
    PolicyKeys,
    ProjectKeys,
    PythonKeys,
    RulesKeys,
    SubscriptionKeys,
    TargetKeys,
    TopologyKeys,
)
from treatyc.load.language_servers import AuthenticationKeys, RegistryKeys, SecurityKeys
from treatyc.load.struct import Key, keys

_INTRODUCTION = """# The contract language

A project is one YAML file, `contracts/treaty.yaml`, or several that it joins by `include`; the schemas of messages are
ordinary `.proto`, `.avsc` and `.schema.json` files beside it. `treaty schema` prints a JSON Schema of the language:
name it in the first line (`# yaml-language-server: $schema=treaty.schema.json`) and an editor completes and checks.

- **YAML** is read by the core schema of YAML 1.2: `no` and `on` are words. Anchors, aliases and tags are refused, and
  so is a key that stands twice.
- **Durations** are `500ms`, `30s`, `5m`, `2h`, `7d`; **sizes** `512B`, `256KiB`, `1MiB`, `1GiB`; **rates** `100/s`,
  `6000/h`. A number without its unit is refused.
- **Addresses** are tokens joined by dots: `events.order.placed`. A token in braces is a parameter:
  `tools.execute.{tool_name}`. A parameter stands for one token, any or one of those that `parameters` lists.
- **Patterns** have `*` for exactly one token and `>`, at the end, for one or more. They cover declared channels only,
  and never replies or dead letters. An agent may also name a concrete address, `tools.execute.crm_lookup`: it fixes the
  parameter of the most specific channel that it fits.
- **Defaults by pattern** say a thing once for many channels. A channel's own keys come first, then, key by key, those
  of the most specific pattern: the one with the most plain tokens, then the most parameters, then the most `*`. Two
  patterns that are equally specific and disagree are an error.
- **Secrets** never stand in a contract: `${NAME}` is read from the environment at run time.
- **Paths** are relative to the file that they stand in, and stay inside the git top level, or `--root`.
"""


_SECTIONS: tuple[tuple[str, type[object]], ...] = (
    ("The project file", ProjectKeys),
    ("An included file", FragmentKeys),
    ("A policy: an entry of `policies`", PolicyKeys),
    ("A policy's `dead_letter`", DeadLetterKeys),
    ("A channel: an entry of `channels` or of `defaults`", ChannelKeys),
    ("An agent: an entry of `agents`", AgentKeys),
    ("A subscription in full: an item of `receives`, `taps` or `serves`", SubscriptionKeys),
    ("A target: an entry of `targets`", TargetKeys),
    ("A target's `security`", SecurityKeys),
    ("A target's `registry` in full", RegistryKeys),
    ("A registry's `authentication`", AuthenticationKeys),
    ("An output: an item of `generate`, with exactly one key", OutputKeys),
    ("The output `python`", PythonKeys),
    ("The output `topology`", TopologyKeys),
    ("The project's `rules`", RulesKeys),
    ("An ignored rule: an item of `ignore`", IgnoreKeys),
    ("An accepted finding: an item of `accepted.yaml`, the list beside the project file", AcceptedKeys),
)


def language_reference() -> File:
    """The page, relative to the folder of references."""
    return File("language.md", "\n".join(_lines()).encode())


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    for heading, declared in _SECTIONS:
        yield f"## {heading}\n"
        yield f"{(declared.__doc__ or '').strip()}\n"
        yield "| key | value | what it says |"
        yield "|---|---|---|"
        for name, key in sorted(keys(declared).items(), key=lambda item: (not item[1].required, item[0])):
            yield f"| `{name}` | {_value(key)} | {_meaning(key)} |"
        yield ""


def _value(key: Key) -> str:
    if key.shape is None:
        return "not supported yet"
    return f"{key.shape.noun}{', required' if key.required else ''}"


def _meaning(key: Key) -> str:
    return f"{key.doc[:1].upper()}{key.doc[1:]}"
