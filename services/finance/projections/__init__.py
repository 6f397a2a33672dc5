"""Read models of finance, one per file."""

from sqlalchemy import MetaData

TABLES = MetaData()
