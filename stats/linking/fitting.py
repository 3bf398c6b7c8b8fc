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

    `added`: as `model.choose` has it. `told`, where the person is not known: how likely what a team did is if he is the
    person of each earlier contact and, in the end, if he is somebody new; all may be told by a common factor.
    """

    same: Matrix
    new: Matrix
    right: NDArray[np.bool_]
    added: Matrix | None = None
    told: Matrix | None = None


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
    loss = _loss(tables, weights, start, precision)
    for _ in range(STEPS):
        slope, curve = _slope(tables, weights, start, precision)
        step, length = np.linalg.solve(curve, slope), 1.0
        while (found := _loss(tables, weights - length * step, start, precision)) > loss and length > ENOUGH:
            length /= 2
        gained, loss, weights = loss - found, found, weights - length * step
        if gained < GAIN:
            break
    _, curve = _slope(tables, weights, start, precision)
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
    if choice.told is not None:
        return _Table(rows, added, choice.told, is_known=False)
    return _Table(rows, added, np.append(choice.right, not choice.right.any()).astype(float), is_known=True)


def _loss(tables: Sequence[_Table], weights: Matrix, start: Matrix, precision: Matrix) -> float:
    """Minus the logarithm of the posterior; infinite where what was decided cannot be."""
    loss = float(precision @ (weights - start) ** 2) / 2
    for one in tables:
        odds = _odds(one, weights)
        with np.errstate(divide="ignore"):
            loss -= float(np.log(odds @ one.right / odds.sum()))
    return loss


def _slope(tables: Sequence[_Table], weights: Matrix, start: Matrix, precision: Matrix) -> tuple[Matrix, Matrix]:
    """The slope of the loss, and its curvature.

    Of a contact whose person is not known less is learned, by what is not known of him (Louis 1982). Far from the most
    probable weights that may be more than all there is to learn, and is not taken off.
    """
    slope, curve, unknown = precision * (weights - start), np.diag(precision), np.zeros((len(start), len(start)))
    for one in tables:
        odds = _odds(one, weights)
        mean, spread = _spread(one.rows, odds)
        own, left = _spread(one.rows, odds * one.right)
        slope, curve = slope + mean - own, curve + spread
        unknown += 0 if one.is_known else left
    learned = curve - unknown
    return slope, learned if np.linalg.eigvalsh(learned)[0] > 0 else curve


def _odds(one: _Table, weights: Matrix) -> Matrix:
    scores = one.rows @ weights + one.added
    return np.asarray(np.exp(scores - scores.max()))


def _spread(rows: Matrix, odds: Matrix) -> tuple[Matrix, Matrix]:
    """The mean of `rows`, each as likely as its odds, and their covariance."""
    chance = odds / odds.sum()
    mean = chance @ rows
    return mean, (rows * chance[:, None]).T @ rows - np.outer(mean, mean)
