"""What is always true: frozen dataclasses and pure functions, no I/O."""
