"""TAXII 2.1: what a node serves to its peers, and how it asks others. Invariant: what leaves is Released, as it was stored."""

from coalesce.taxii.server import Server

__all__ = ["Server"]
