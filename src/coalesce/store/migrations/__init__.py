"""Alembic's environment and the migrations of a node's schema."""
