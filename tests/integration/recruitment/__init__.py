"""Recruitment on a real PostgreSQL."""
