"""The pricing agent."""
