"""Coalesce: count people across lists that nobody may pool."""

__version__ = "0.1.0.dev0"
