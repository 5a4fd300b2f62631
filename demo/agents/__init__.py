"""The agents of the example fleet: what people write beside what treaty generates, as `treaty new agent` begins it."""
