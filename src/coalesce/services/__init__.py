"""One file per job that a user does: (a view or the Writer, what is asked) -> plain data.

Invariant: a service takes its door first; it never makes a view wider, and gives nothing that the
view did not. What it needs from others is declared here as small Protocols and injected by ``app``.
"""
