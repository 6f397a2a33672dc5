"""Pages for people at a browser; each does what the API does, and nothing that the API would refuse."""
