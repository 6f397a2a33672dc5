"""What finance decides and shows."""
