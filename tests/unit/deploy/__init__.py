"""The `kladka` command and what it makes for an installation."""
