"""Linking: which records may be one person, how sure, and what people that makes.

Invariant: pure. A pair's evidence depends on its two records and the model alone; a human's
"different" always holds; nothing here knows a database.
"""
