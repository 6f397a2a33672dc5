"""The `kladka` command: which subcommands there are. Each is a function in a module of its own."""

import typer

from deploy.cli.admin import admin
from deploy.cli.attention import attention
from deploy.cli.audit import audit
from deploy.cli.backup import backup
from deploy.cli.contracts import contracts
from deploy.cli.demo import demo
from deploy.cli.doctor import doctor
from deploy.cli.fill import fill
from deploy.cli.keys import keys
from deploy.cli.parked import parked
from deploy.cli.persons import persons
from deploy.cli.play import play
from deploy.cli.prepare import prepare
from deploy.cli.privacy import privacy
from deploy.cli.projections import projections
from deploy.cli.republish import republish
from deploy.cli.restore import restore
from deploy.cli.secrets import secrets
from deploy.cli.up import up

app = typer.Typer(
    name="kladka",
    help="Kładka runs EU-funded social-inclusion projects for municipal welfare centres.",
    no_args_is_help=True,
    add_completion=False,
    # Local variables of a frame may be personal data or passwords.
    pretty_exceptions_show_locals=False,
)

app.command()(up)
app.command()(demo)
app.command()(play)
app.command()(contracts)
app.command()(secrets)
app.command()(admin)
app.command()(prepare)
app.command()(backup)
app.command()(restore)
app.command()(republish)
app.command()(doctor)
app.command()(fill)
app.add_typer(projections, name="projections")
app.add_typer(parked, name="parked")
app.add_typer(persons, name="persons")
app.add_typer(attention, name="attention")
app.add_typer(audit, name="audit")
app.add_typer(keys, name="keys")
app.add_typer(privacy, name="privacy")
