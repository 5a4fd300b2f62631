"""The logistics agent."""
