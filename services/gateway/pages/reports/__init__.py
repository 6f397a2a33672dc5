"""Reports, effectiveness and audit: what a period or a person comes to, and everything that happened to an object."""
