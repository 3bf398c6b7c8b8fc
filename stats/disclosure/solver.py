"""HiGHS as `programs` asks it: one thread, no gap, nothing printed. It is loaded when there is something to solve."""

from collections.abc import Sequence

import highspy
import numpy as np

from stats.disclosure.programs import HALF, Expression

Row = tuple[Expression, float, float]  # the least and the most that it may be


class Solver(highspy.Highs):
    """HiGHS with variables between `lower` and `upper` of which `rows` hold. It gives up after `seconds`."""

    def __init__(self, lower: Sequence[float], upper: Sequence[float], rows: Sequence[Row], seconds: float) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        for option, setting in (("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", HALF), ("time_limit", seconds)):
            self.setOptionValue(option, setting)
        self.passModel(_model(lower, upper, rows))
        self._columns = np.arange(len(lower), dtype=np.int32)

    def enableCallbacks(self) -> None:  # noqa: N802
        """HiGHS greets on standard output when they are enabled, unless it was told before that not to."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]

    def least(self, expression: Expression) -> list[float] | None:
        """The variables where the expression is least, None where that was not found."""
        costs = np.zeros(len(self._columns))
        costs[list(expression)] = list(expression.values())
        self.changeColsCost(len(costs), self._columns, costs)
        self.run()
        if self.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return list(self.getSolution().col_value)


def _model(lower: Sequence[float], upper: Sequence[float], rows: Sequence[Row]) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(lower), len(rows)
    model.col_cost_ = np.zeros(len(lower))
    model.col_lower_, model.col_upper_ = np.array(lower, float), np.array(upper, float)
    model.row_lower_ = np.array([least for _, least, _ in rows], float)
    model.row_upper_ = np.array([most for _, _, most in rows], float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row, _, _ in rows)], dtype=np.int32)
    model.a_matrix_.index_ = np.array([place for row, _, _ in rows for place in row], np.int32)
    model.a_matrix_.value_ = np.array([factor for row, _, _ in rows for factor in row.values()], float)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(lower)
    return model
