"""Who an agent is to a broker, and where the password of its user is found (P40)."""

from __future__ import annotations

from treatyc.system.agent import Agent
from treatyc.system.system import System
from treatyc.system.target import Target


def principal(system: System, agent: Agent) -> str:
    """Who an agent is: what its `principal` says, else `<project>.<agent>` with `-` for `_`.

    The form is one that every broker takes for a user's name, and Kubernetes for a resource's.
    """
    return agent.principal or f"{system.name}.{agent.name}".replace("_", "-")


def password_name(target: Target, who: str) -> str | None:
    """The name in the environment of a principal's password; None where somebody else makes the users."""
    if target.agent_passwords is None:
        return None
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in who)
    return target.agent_passwords.removeprefix("${").removesuffix("}").replace("*", letters.upper())
