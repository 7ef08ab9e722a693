"""A synthetic catalog of any size, with its history: for trying out, measuring, and showing a large house."""
