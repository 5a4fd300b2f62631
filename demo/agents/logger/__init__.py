"""The logger agent."""
