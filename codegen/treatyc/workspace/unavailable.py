"""What a verb says when a tool that it needs is not on this machine, whatever the contracts say."""

from __future__ import annotations


class ToolUnavailable(Exception):
    """The message names the tool and how to get it; the command line prints it and ends with 2."""
