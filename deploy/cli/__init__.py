"""The `kladka` command: each subcommand is a module of its own, registered in `main`."""
