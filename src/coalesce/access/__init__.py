"""What signing in rests on, without a database or a page: passwords, one-time codes, growing delays, sealing at rest.

Invariant: pure, but for salts and secrets, which come from the system's generator; no message holds a secret.
"""
