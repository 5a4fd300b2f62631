"""The scheduling agent."""
