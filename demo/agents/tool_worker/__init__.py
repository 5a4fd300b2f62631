"""The tool_worker agent."""
