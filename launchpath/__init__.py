"""Launchpath: an open, self-hosted service catalog that speaks the AWS Service Catalog API and really provisions."""

__version__ = "0.1.0"
