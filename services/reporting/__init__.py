"""Reporting: figures of past and present days out of append-only facts; it decides nothing and publishes nothing."""
