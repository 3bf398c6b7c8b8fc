"""Who a contact is of: somebody new, or the person of one of the earlier contacts. One choice among all of them.

The score of an earlier contact is a weighted sum of its evidence, beginning from how usual it is to return after so
long; that of somebody new is one of its own. Their softmax are the probabilities: the antecedent model of coreference
resolution (Wiseman et al. 2015; Lee et al. 2017), with a few weights. Weights are known only within an error, which
draws of them carry into what is told: a probability near one that rests on few decisions is told as a smaller one.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from stats.linking.evidence import NEW, SAME

Matrix = NDArray[np.float64]
STARTING = Path(__file__).with_name("weights.json")
DECIMALS = 5
# How likely somebody is new at least, however much like an earlier one he seems. Two notes that tell the same may be of
# two persons, and evidence is added up as if its parts were independent: of those who by it return with more than 0.9,
# one in twelve was new where persons are known. Only a link of staff is certain.
LEAST_NEW = 0.08


class Stored(msgspec.Struct):
    """Weights as a file holds them, with the names of what they weigh."""

    names: list[str]
    mean: list[float]
    covariance: list[list[float]]


@dataclass(frozen=True)
class Weights:
    """The weights of SAME and then of NEW, and how well they are known."""

    mean: Matrix
    covariance: Matrix

    def draws(self, number: int, seed: int) -> Matrix:
        """A row of the most probable weights, then `number` as they may be, the same ones for the same seed."""
        generator = np.random.default_rng(seed)
        drawn = generator.multivariate_normal(self.mean, self.covariance, number, method="cholesky")
        return np.vstack([self.mean, drawn])

    def store(self) -> bytes:
        mean, covariance = (np.round(part, DECIMALS).tolist() for part in (self.mean, self.covariance))
        return msgspec.json.format(msgspec.json.encode(Stored([*SAME, *NEW], mean, covariance)), indent=0) + b"\n"


def starting_weights() -> Weights:
    """Those of a service that has decided nothing yet; `docs/linking.md` says what they were learned from."""
    stored = msgspec.json.decode(STARTING.read_bytes(), type=Stored)
    if stored.names != [*SAME, *NEW]:
        raise ValueError(f"{STARTING.name} weighs other evidence than is collected")
    return Weights(np.array(stored.mean), np.array(stored.covariance))


def choose(same: Matrix, new: Matrix, weights: Matrix, added: Matrix | None = None) -> Matrix:
    """The probability of each earlier contact, a row each, and in the last row of somebody new; a column a draw.

    `added`: what the score of each gets beside its evidence, where rows stand for others (`thinning`).
    """
    scores = np.empty((len(weights), len(same) + 1))  # a draw in one piece, and all in place: it may be large
    np.matmul(weights[:, : len(SAME)], same.T, out=scores[:, :-1])
    scores[:, :-1] += usual(same) if added is None else added
    scores[:, -1] = weights[:, len(SAME) :] @ new
    scores -= scores.max(1)[:, None]
    np.exp(scores, out=scores)
    scores /= scores.sum(1)[:, None]
    return scores.T


def usual(same: Matrix) -> Matrix:
    """The logarithm of how likely each earlier contact is the one somebody returns from, by the days since it alone.

    Together they are one: however long a register gets, somebody new stays as likely, and those of late count most.
    """
    recency = same[:, SAME.index("recency")]
    return np.asarray(recency - np.logaddexp.reduce(recency)) if len(same) else np.zeros(0)


def doubted_new(chosen: Matrix) -> Matrix:
    """Of what `choose` gives, how likely somebody new is, for counting: never less than LEAST_NEW.

    Nothing of `chosen` is kept alive by it, which has a row for each earlier contact.
    """
    return np.asarray(np.maximum(chosen[-1], LEAST_NEW))


def doubted(chosen: Matrix) -> Matrix:
    """What `choose` gives, for counting, the earlier contacts in proportion to what `doubted_new` leaves them."""
    new = doubted_new(chosen)
    told = np.asarray(chosen * ((1 - new) / np.maximum(1 - chosen[-1], 1e-12)))
    told[-1] = new
    return told
