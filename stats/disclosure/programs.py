"""Small integer programs, as `solver` solves them. Nothing here knows what is counted.

All variables are whole numbers, and so are all coefficients. One thread and no gap: the value found is the best one.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stats.disclosure.solver import Solver

Expression = Mapping[int, int]  # variable -> coefficient

INFINITY = float("inf")
HALF = 0.5  # nothing lies between two whole numbers, so half of one is no tolerance at all


class Unsolved(Exception):
    """The program has no solution, or none was found in the time allowed."""


class Program:
    """Variables and what must hold of them; then the least or most that an expression can be."""

    def __init__(self, seconds: float = INFINITY) -> None:
        self._seconds = seconds
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._rows: list[tuple[dict[int, int], float, float]] = []
        self._solver: Solver | None = None

    def variable(self, least: int = 0, most: float = 1) -> int:
        self._lower.append(least)
        self._upper.append(most)
        return len(self._lower) - 1

    def require(self, expression: Expression, least: float = -INFINITY, most: float = INFINITY) -> None:
        """`least` <= expression <= `most`."""
        self._rows.append((dict(expression), least, most))
        self._solver = None

    def least(self, expression: Expression) -> dict[int, int]:
        """A solution in which the expression is least. Raises Unsolved."""
        if self._solver is None:
            self._solver = self._built()
        found = self._solver.least(expression)
        if found is None:
            raise Unsolved
        return {place: round(value) for place, value in enumerate(found)}

    def in_order(self, expressions: Sequence[Expression]) -> dict[int, int]:
        """A solution in which the first expression is least, among those the second, and so on."""
        solution: dict[int, int] = {}
        for expression in expressions:
            solution = self.least(expression)
            self.require(expression, most=value(expression, solution) + HALF)
        return solution

    def _built(self) -> "Solver":
        from stats.disclosure.solver import Solver  # 9 MB, which a server that makes no release is to be without

        return Solver(self._lower, self._upper, self._rows, self._seconds)


def value(expression: Expression, solution: Mapping[int, int]) -> int:
    return sum(factor * solution[place] for place, factor in expression.items())
