"""Bytes to typed requests and back: the only code that knows HTTP for the API."""
