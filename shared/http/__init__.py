"""Floor 6: HTTP; operations with roles, signed tokens, problems with stable codes."""
