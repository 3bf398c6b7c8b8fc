"""Weights from contacts whose persons are known: what is most probable, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stats.linking.evidence import NEW, SAME
from stats.linking.model import Weights, usual

Matrix = NDArray[np.float64]

PRIOR = 0.5  # the precision of every weight, around nothing or around what was known before: loose, since few are 0
FREE = 0.05  # and of how often people return, of which each service is to be believed itself
HELD = 4.0  # and of how soon: `model.usual` holds for no other fall than its own
SURE = 1000.0  # of that, where nothing is known before: invented contacts tell nothing of it
ENOUGH = 1e-6  # of a step, which is then too short
GAIN = 1e-3  # of the logarithm of the posterior: less is none
STEPS = 50


@dataclass(frozen=True)
class Choice:
    """A contact whose person is known. `right`: which of the earlier contacts are of that person, perhaps none.

    `added`: as `model.choose` has it. `passed`, where the person is not known: how likely, beside somebody new, the
    person of each earlier contact is to be linked to none.
    """

    same: Matrix
    new: Matrix
    right: NDArray[np.bool_]
    added: Matrix | None = None
    passed: Matrix | None = None


def fit(choices: Sequence[Choice], before: Matrix | None = None, first: Matrix | None = None) -> Weights:
    """The most probable weights, by Newton's method with damped steps, with the Laplace approximation around them.

    `before`: what the weights are thought to be without these choices. `first`: from where they are sought, else there.
    """
    tables = [_table(choice) for choice in choices if len(choice.same)]
    start = np.zeros(len(SAME) + len(NEW)) if before is None else before
    precision = np.full(len(start), PRIOR)
    precision[len(SAME)] = FREE
    precision[SAME.index("recency")] = SURE if before is None else HELD
    weights = start if first is None else first
    loss, slope, curve = _loss(tables, weights, start, precision)
    for _ in range(STEPS):
        step, length = np.linalg.solve(curve, slope), 1.0
        while (found := _loss(tables, weights - length * step, start, precision))[0] > loss and length > ENOUGH:
            length /= 2
        gained, weights = loss - found[0], weights - length * step
        loss, slope, curve = found
        if gained < GAIN:
            break
    return Weights(weights, np.asarray(np.linalg.inv(curve), float))


@dataclass(frozen=True)
class _Table:
    """The rows that a contact's choice is among, what is added to the score of each, and how right each is."""

    rows: Matrix
    added: Matrix
    right: Matrix
    is_known: bool


def _table(choice: Choice) -> _Table:
    earlier = len(choice.same)
    rows = np.zeros((earlier + 1, len(SAME) + len(NEW)))
    rows[:earlier, : len(SAME)] = choice.same
    rows[earlier, len(SAME) :] = choice.new
    added = np.append(usual(choice.same) if choice.added is None else choice.added, 0)
    if choice.passed is not None:
        return _Table(rows, added, np.append(choice.passed, 1.0), is_known=False)
    return _Table(rows, added, np.append(choice.right, not choice.right.any()).astype(float), is_known=True)


def _loss(tables: Sequence[_Table], weights: Matrix, start: Matrix, precision: Matrix) -> tuple[float, Matrix, Matrix]:
    """Minus the logarithm of the posterior, its slope, and a curvature that is never too small.

    Of a contact whose person is not known little is learned, so its curvature is that of its slope (Berndt, Hall, Hall
    and Hausman 1974).
    """
    away = weights - start
    loss, slope, curve = float(precision @ away**2) / 2, precision * away, np.diag(precision)
    for one in tables:
        scores = one.rows @ weights + one.added
        all_of_them = np.exp(scores - scores.max())
        chance, of_right = all_of_them / all_of_them.sum(), all_of_them * one.right
        mean = chance @ one.rows
        own = mean - of_right @ one.rows / of_right.sum()
        loss -= float(np.log(of_right.sum() / all_of_them.sum()))
        slope = slope + own
        spread = (one.rows * chance[:, None]).T @ one.rows - np.outer(mean, mean)
        curve = curve + (spread if one.is_known else np.outer(own, own))
    return loss, slope, curve
