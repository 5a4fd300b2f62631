"""What agents do on every transport, from the first message to the drain; the second half of the universal suite."""
