"""Examining a whole installation: what an operator should know in a minute, and, deep, whether anything is missing at all."""
