"""The option that says which installation a command is about: the file that lists its addresses.

The embedded stack writes it at each start; under compose it is `deploy/compose/installation.json`.
"""

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from deploy.installation import FILE, Installation
from deploy.local.run_directory import RUNS

__all__ = ["FILE", "HERE", "Installation", "Where", "read_installation"]

CENTRE = "KLADKA_CENTRE"


def read_installation(file: Path) -> Installation:
    """A file without a centre takes that of KLADKA_CENTRE, as services do: under compose it stands in `deploy/.env`.

    Raises `typer.BadParameter`, naming the file and what is wrong with it.
    """
    try:
        named = {"centre": os.environ[CENTRE]} if CENTRE in os.environ else {}
        return Installation.model_validate({**named, **json.loads(file.read_text("utf-8"))})
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror}") from error
    except (json.JSONDecodeError, TypeError, ValidationError) as error:
        raise typer.BadParameter(f"{file}: not an installation file") from error


Where = Annotated[
    Path,
    typer.Option(
        "--installation",
        envvar="KLADKA_INSTALLATION",
        help="The file that says where the installation is; the embedded stack writes it into its run directory.",
    ),
]
HERE = RUNS / "up" / FILE
"""The embedded stack of `kladka up`."""
