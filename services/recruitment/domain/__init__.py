"""The rules of recruitment, pure: the same facts and dates always give the same decision."""
