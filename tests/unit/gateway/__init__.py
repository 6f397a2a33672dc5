"""The gateway's parts, without a network."""
