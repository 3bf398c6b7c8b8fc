"""A register in this process, on a real database."""

from tests.stats.conftest import folder, session

__all__ = ["folder", "session"]
