"""Read models of finance, one per file."""
