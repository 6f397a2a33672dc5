"""Floor 2: what an event is, how it is decided, named, wrapped for the bus and described to subscribers."""
