"""Crashes and faults on purpose, on real processes. `python -m tests.faults` runs them at full length."""
