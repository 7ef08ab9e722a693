"""A catalog as files: read from YAML, and brought into a running Launchpath through its own API."""
