"""How Kładka is started: the embedded stack, the compose file, the command line. No service imports it."""
