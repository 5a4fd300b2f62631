"""The agents of the example fleet: what people write beside what treaty generates, one module an agent."""
