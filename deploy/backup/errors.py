"""What an operator is told when something is not done: a backup, a restore, a rotation of keys."""


class NotDone(Exception):
    """Nothing was made or changed; the message names files, databases and services, never what they hold."""
