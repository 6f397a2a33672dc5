"""The questions recruitment answers; a function's name is its operation id."""
