"""What an operator does about keys and personal data: rotation, erasures, the search for leaks, subject access."""
