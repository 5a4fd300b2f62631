"""The support agent."""
