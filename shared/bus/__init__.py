"""Floor 5: the bus; what was committed is sent in order at least once, what arrives takes effect exactly once."""
