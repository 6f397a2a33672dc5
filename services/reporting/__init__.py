"""Reporting: figures of past and present days out of append-only facts, and reports frozen when they are handed in."""
