"""Backup and restore of a whole installation: all databases as they were at one point in time, and their keys apart."""
