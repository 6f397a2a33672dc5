"""PostgreSQL's data directory: complete or absent, owned by the account that the server runs as, used by one server.

Whoever prepares it holds the run directory, so a server that is still found in it is an orphan of a killed one.
"""

import asyncio
import contextlib
import secrets
import shutil
from pathlib import Path

import psutil

from deploy.local.child import Program, run_to_end
from deploy.local.errors import StackError
from deploy.local.leftovers import still_running
from deploy.local.pginstall import postgres_program
from deploy.local.private_files import OWNER_ONLY_DIRECTORY, keep_private
from deploy.local.unprivileged import Unprivileged, can_reach

USER = "kladka"
ORPHANS_END_WITHIN = 5.0  # seconds
INITDB = (
    f"--username={USER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    # Built into the server: the same order and the same upper case for Polish letters on every machine.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
)


class Cluster:
    """The directory `home/data` with the password that opens it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.data = home / "data"

    @property
    def password_file(self) -> Path:
        return self._home / "password"

    @property
    def password(self) -> str:
        return keep_private(self.password_file, _new_password)

    async def prepare(self, account: Unprivileged, run_dir: Path) -> None:
        """Makes the cluster unless it exists; after it the server can start."""
        self._home.mkdir(mode=OWNER_ONLY_DIRECTORY, parents=True, exist_ok=True)
        account.own(self._home)
        if not can_reach(account, self._home):
            raise StackError(f"PostgreSQL's account cannot reach {self._home}: its parent directories shut it out")
        if self.data.exists():
            await asyncio.to_thread(self._forget_former_server)
        else:
            await self._make(account, run_dir)

    async def _make(self, account: Unprivileged, run_dir: Path) -> None:
        """Under another name first: half a cluster, from a run that died here, must not look like one."""
        unfinished = self._home / "data.new"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        keep_private(self.password_file, _new_password)
        account.own(self.password_file)
        argv = (str(postgres_program("initdb")), *INITDB, f"--pwfile={self.password_file}", f"--pgdata={unfinished}")
        await run_to_end(Program("postgres-initdb", argv, run_dir, launcher=account.launcher))
        unfinished.rename(self.data)

    def _forget_former_server(self) -> None:
        """Ends orphaned backends, which hold the shared memory, and drops the pid file of a killed server.

        Its pid may meanwhile be another process of the same account, and PostgreSQL would then refuse to start.
        """
        orphans = [process for process in psutil.process_iter() if self._works_here(process)]
        for process in orphans:
            with contextlib.suppress(psutil.NoSuchProcess):  # it noticed the end of its server by itself
                process.kill()
        if alive := still_running(orphans, within=ORPHANS_END_WITHIN):
            raise StackError(f"processes of a former server do not end: {[process.pid for process in alive]}")
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _works_here(self, process: psutil.Process) -> bool:
        try:
            return process.cwd() == str(self.data.resolve())
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False  # ended meanwhile, or another account's


def _new_password() -> str:
    return secrets.token_urlsafe(24)
