"""What tests share: the stack they run on and ways to ask it."""
