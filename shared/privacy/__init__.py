"""Floor 3: personal texts are sealed before they are stored and opened only by who holds the key."""
