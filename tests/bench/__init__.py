"""The benchmark: `python -m tests.bench`. Our server against a bare relay, in the same run, as ratios."""
