"""Fixtures for pytest: run agents on the simulated broker, publish, advance the clock, look at dead letters."""
