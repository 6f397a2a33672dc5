"""Floor 6: what operators do to a service that runs or stands still; rebuild, send again, repairs."""
