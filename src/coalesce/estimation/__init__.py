"""The part that no list saw: capture tables, models, intervals, second opinions, refusals. Pure.

Invariant: an answer depends on the table, the options and the seed alone.
"""
