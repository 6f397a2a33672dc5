"""Floor 4: the event store in PostgreSQL; one transaction a command, one statement a flush."""
