"""Many earlier contacts made few, so that suggesting and learning are quick however large the register is.

What is unlikely is not left out: all of it together makes somebody new less likely. Of that rest a sample stands for
the whole, drawn by how likely each is by the most probable weights (importance sampling), so that sums over it are
right on average and nearly so each time.
"""

import numpy as np
from numpy.typing import NDArray

from stats.linking.evidence import SAME
from stats.linking.model import usual

Matrix = NDArray[np.float64]
Places = NDArray[np.int_]
Mask = NDArray[np.bool_]

KEPT = 200  # ten are shown; so many have any chance to be among them under other weights
SAMPLE = 300
SEED = 7  # any: the same contact must get the same suggestions


def thin(same: Matrix, weights: Matrix, right: Mask | None = None) -> tuple[Places, Matrix]:
    """Rows of `same` to go on with, the likeliest first, and what to add to the score of each for `model.choose`.

    `weights`: the most probable ones. The first KEPT rows are contacts of their own; the others stand for the rest.
    `right`: rows that come before all others, where it is known whose a contact is.
    """
    begins = usual(same)
    score = same @ weights[: len(SAME)] + begins
    order = np.argsort(-score if right is None else np.where(right, -np.inf, -score), kind="stable")
    if len(same) <= KEPT + SAMPLE:
        return order, begins[order]
    kept, rest = order[:KEPT], order[KEPT:]
    chance = np.exp(score[rest] - score[rest].max())
    total = chance.sum()
    drawn = np.random.default_rng(SEED).choice(len(rest), SAMPLE, p=chance / total)
    stands_for = np.log(total / SAMPLE) - np.log(chance[drawn])
    return np.append(kept, rest[drawn]), np.append(begins[kept], begins[rest[drawn]] + stands_for)
