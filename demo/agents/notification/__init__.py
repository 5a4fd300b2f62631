"""The notification agent."""
