"""Benchmarks: each prints ours and, where there is one, the peer's from one run, and writes its part of results.md."""
