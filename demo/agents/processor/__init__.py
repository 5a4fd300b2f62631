"""The processor agent."""
