"""Notifications: who must be told what, and by which way; it knows random ids and never a name or an address."""
