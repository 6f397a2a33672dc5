"""Read models of notifications, one per file."""
