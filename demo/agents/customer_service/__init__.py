"""The customer_service agent."""
