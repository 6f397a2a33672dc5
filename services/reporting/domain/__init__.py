"""What reporting decides, pure: only that a submitted report is never changed."""
