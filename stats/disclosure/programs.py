"""Small integer programs, as HiGHS solves them. Nothing here knows what is counted.

All variables are whole numbers, and so are all coefficients. One thread and no gap: the value found is the best one.
"""

from collections.abc import Mapping, Sequence

import highspy
import numpy as np

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
        self._solver: highspy.Highs | None = None

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
        columns = np.arange(len(self._lower), dtype=np.int32)
        costs = np.zeros(len(columns))
        costs[list(expression)] = list(expression.values())
        self._solver.changeColsCost(len(columns), columns, costs)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Unsolved
        return {place: round(value) for place, value in enumerate(self._solver.getSolution().col_value)}

    def in_order(self, expressions: Sequence[Expression]) -> dict[int, int]:
        """A solution in which the first expression is least, among those the second, and so on."""
        solution: dict[int, int] = {}
        for expression in expressions:
            solution = self.least(expression)
            self.require(expression, most=value(expression, solution) + HALF)
        return solution

    def _built(self) -> highspy.Highs:
        solver = _Quiet()
        for option, setting in (
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", HALF),
            ("time_limit", self._seconds),
        ):
            solver.setOptionValue(option, setting)
        solver.passModel(self._model())
        return solver

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._lower), len(self._rows)
        model.col_cost_ = np.zeros(len(self._lower))
        model.col_lower_, model.col_upper_ = np.array(self._lower, float), np.array(self._upper, float)
        model.row_lower_ = np.array([least for _, least, _ in self._rows], float)
        model.row_upper_ = np.array([most for _, _, most in self._rows], float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row, _, _ in self._rows)], dtype=np.int32)
        model.a_matrix_.index_ = np.array([place for row, _, _ in self._rows for place in row], np.int32)
        model.a_matrix_.value_ = np.array([factor for row, _, _ in self._rows for factor in row.values()], float)
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(self._lower)
        return model


class _Quiet(highspy.Highs):
    """HiGHS greets on standard output when its callbacks are enabled, unless it was told before that not to."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:  # noqa: N802
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def value(expression: Expression, solution: Mapping[int, int]) -> int:
    return sum(factor * solution[place] for place, factor in expression.items())
