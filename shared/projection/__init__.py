"""Floor 4: read models folded from events."""
