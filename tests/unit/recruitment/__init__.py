"""The rules of recruitment, told by examples."""
