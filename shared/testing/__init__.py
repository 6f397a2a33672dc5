"""Floor 8: how tests speak; given / when / then, and waiting without sleeping."""
