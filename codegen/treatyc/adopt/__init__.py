"""Contracts for what a broker already holds: from everything that is found there to files that declare it.

Each broker's module reads its own objects into the same words (`fleet`): channels, agents, and what cannot be said.
They are written as ordinary contracts (`writing`), and proven together with the project before anybody sees them
(`proving`).
"""
