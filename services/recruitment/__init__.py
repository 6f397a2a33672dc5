"""Recruitment: projects, applications, places, participants, and the only registry of people."""
