"""`handlers.py` of an agent: one abstract method for each subscription, so that a missing one is refused twice."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.layout import WIDTH, wrapped
from treatyc.emit.python.literal import docstring
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.python.references import References, references
from treatyc.emit.render import render
from treatyc.system.agent import Agent, Reading, Subscription
from treatyc.system.methods import handler_method
from treatyc.system.system import System


@dataclass(frozen=True, slots=True)
class Handler:
    """A handler's method as it is declared: what `serve_x` takes, what it returns, and what it is for."""

    name: str
    signature: str
    doc: str


@dataclass(frozen=True, slots=True)
class _HandlersView:
    agent: str
    title: str
    client: str
    doc: str
    imports: tuple[str, ...]
    handlers: tuple[Handler, ...]


def handlers_module(system: System, agent: Agent, path: str) -> File:
    """The module with the agent's abstract handlers."""
    refs, handlers = handlers_of(system, agent)
    client, title = names.client(agent.name), names.handlers(agent.name)
    view = _HandlersView(
        agent=names.snake(agent.name),
        title=title,
        client=client,
        doc=docstring(f"What {agent.name} does with each message; subclass it and fill in every method.", indent=4),
        imports=refs.statements,
        handlers=handlers,
    )
    promised = Outline(
        imports=refs.imported
        | {"__future__:annotations", "abc:ABC"}
        | ({"treaty:Message", "abc:abstractmethod", f".client:{client}"} if handlers else set()),
        classes={title: tuple(handler.name for handler in handlers)},
    )
    template = "python/handlers.py.j2" if handlers else "python/no_handlers.py.j2"
    return File(path, prove(path, render(template, view), promised).encode())


def handlers_of(system: System, agent: Agent) -> tuple[References, tuple[Handler, ...]]:
    """The agent's handlers, and the classes that their signatures refer to."""
    wanted = {name for subscription in agent.subscriptions for name in _messages(system, subscription)}
    wanted |= {name for subscription in agent.subscriptions for name in _replies(system, subscription)}
    client = names.client(agent.name)
    written = names.pascal(agent.name)  # what `treaty new agent` calls the class that a person fills in
    refs = references(system, wanted, taken={"ABC", "Message", client, names.handlers(agent.name), written})
    return refs, tuple(_handler(system, subscription, client, refs) for subscription in agent.subscriptions)


def _messages(system: System, subscription: Subscription) -> tuple[str, ...]:
    """The full names of all that may arrive, each once, sorted."""
    channels = [system.channel(match.channel) for match in subscription.matches]
    return tuple(sorted({message.value for channel in channels for message in channel.messages}))


def _replies(system: System, subscription: Subscription) -> tuple[str, ...]:
    """The full names of what a served channel is answered with."""
    if subscription.reading is not Reading.SERVES:
        return ()
    channels = [system.channel(match.channel) for match in subscription.matches]
    replies = [system.channel(channel.reply.value) for channel in channels if channel.reply is not None]
    return tuple(sorted({message.value for reply in replies for message in reply.messages}))


def _handler(system: System, subscription: Subscription, client: str, refs: References) -> Handler:
    name = handler_method(system, subscription)
    classes = [refs.classes[message] for message in _messages(system, subscription)]
    returned = " | ".join(refs.classes[reply] for reply in _replies(system, subscription)) or "None"
    line = f"Message[{' | '.join(classes)}]"
    message = line if len(f"{' ' * 8}message: {line},") <= WIDTH else _one_a_line(classes)
    signature = wrapped(
        f"async def {name}(", ["self", f"message: {message}", f"client: {client}"], f") -> {returned}:", indent=4
    )
    return Handler(name, signature, docstring(_doc(system, subscription), indent=8))


def _one_a_line(classes: list[str]) -> str:
    joined = f"\n{' ' * 12}| ".join(classes)
    return f"Message[\n{' ' * 12}{joined}\n{' ' * 8}]"


def _doc(system: System, subscription: Subscription) -> str:
    verb = {Reading.RECEIVES: "Receive", Reading.TAPS: "See, without taking it,", Reading.SERVES: "Answer"}
    first = f"{verb[subscription.reading]} `{subscription.pattern}`."
    channels = [system.channel(match.channel) for match in subscription.matches]
    about = {channel.address: channel.description for channel in channels if channel.description}
    if len(about) == 1:
        return f"{first}\n\n{next(iter(about.values()))}"
    return first
