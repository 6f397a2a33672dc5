"""Read models of notifications, one in each file: its table, its row, how events fold into it, and its questions."""

from sqlalchemy import MetaData

TABLES = MetaData()
"""The tables of this service besides the core ones; migrations are compared with it."""
