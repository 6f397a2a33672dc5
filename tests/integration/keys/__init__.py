"""Backups of keys, and erasures that survive a restore."""
