"""Running what refuses to run as root (PostgreSQL does): the words to put before its command.

Files it works on must belong to the account that these words lead to.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import StackError

ACCOUNT = "nobody"
# Inside a user namespace root is seen as this ordinary account; outside nothing changes, so files stay root's.
IN_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Unprivileged:
    """How to run a command unprivileged, and who must own its files (None: whoever owns them already)."""

    launcher: tuple[str, ...]
    owner: tuple[int, int] | None = None

    def own(self, path: Path) -> None:
        """Gives a file or an empty directory to the account that the command will run as."""
        if self.owner is not None:
            os.chown(path, *self.owner)


def unprivileged(program: Path) -> Unprivileged:
    """The first way that can run this program: as we are, in a user namespace, as an unprivileged account."""
    if os.geteuid() != 0:
        return Unprivileged(())
    ways = [Unprivileged(IN_NAMESPACE), _as_account()]
    for way in ways:
        if can_reach(way, program):
            return way
    raise StackError(
        f"{program.name} refuses to run as root, user namespaces are closed here, and the account {ACCOUNT} cannot run"
        f" {program}: open its parent directories to other accounts, or start this as an ordinary account"
    )


def can_reach(way: Unprivileged, path: Path) -> bool:
    """Whether this way is open, and leads to this program or directory: the account may be shut out of a parent.

    Asked through `test`: setpriv itself still has root's rights while it starts a program, the program has not.
    """
    if way.launcher and shutil.which(way.launcher[0]) is None:
        return False
    question = (*way.launcher, "test", "-x", str(path))
    return subprocess.run(question, check=False, capture_output=True).returncode == 0


def _as_account() -> Unprivileged:
    account = pwd.getpwnam(ACCOUNT)
    launcher = ("setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--")
    return Unprivileged(launcher, (account.pw_uid, account.pw_gid))
