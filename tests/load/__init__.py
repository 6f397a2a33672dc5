"""Fifty members of staff at once, on the loopback address, on the project of the demo."""
