"""Learning from use, by people: what was not answered, and what an administrator makes of it."""
