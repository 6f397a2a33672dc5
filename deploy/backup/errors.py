"""What an operator is told when a backup or a restore is not done."""


class NotDone(Exception):
    """Nothing was made or changed; the message names files, databases and services, never what they hold."""
