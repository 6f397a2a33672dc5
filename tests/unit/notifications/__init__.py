"""What notifications decides and shows."""
