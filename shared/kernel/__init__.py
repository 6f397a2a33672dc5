"""Floor 1: identifiers, clock, money and refusals; pure Python, used by every floor above."""
