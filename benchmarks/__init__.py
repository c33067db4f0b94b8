"""Measurements of mtaudit, run by hand: `python -m benchmarks.NAME`. Results stand in benchmarks/README.md."""
