"""Kills at every step boundary and at random moments, and what must be true after each: `make crash`."""
