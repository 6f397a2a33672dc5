"""Finance: what a project may spend and from which sources, exact to the grosz."""
