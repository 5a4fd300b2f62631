"""The payment agent."""
