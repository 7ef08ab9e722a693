"""What administrators see: one module for each part of the administration."""
