"""Fit a logistic regression with Newton's method. Standard library only, so tests need no more."""

from collections.abc import Sequence
from math import log

from customer_health.domain.insights.forecast import sigmoid

Vector = Sequence[float]

STEPS, TOLERANCE = 25, 1e-8


def fit(rows: Sequence[Vector], labels: Sequence[bool], ridge: float = 1.0) -> list[float]:
    """Return the intercept and a weight for each column. Columns should be standardised.

    `ridge` pulls the weights, not the intercept, towards 0: two columns that say the same share
    their weight, and a column that separates the labels gets no endless one.
    """
    columns = [(1.0, *row) for row in rows]
    size = len(columns[0])
    rate = (sum(labels) + 0.5) / (len(labels) + 1)
    weights = [log(rate / (1 - rate)), *[0.0] * (size - 1)]
    for _ in range(STEPS):
        gradient = [0.0, *(-ridge * weight for weight in weights[1:])]
        hessian = [[ridge if i == j > 0 else 0.0 for j in range(size)] for i in range(size)]
        for row, label in zip(columns, labels, strict=True):
            chance = sigmoid(sum(map(float.__mul__, weights, row)))
            error, curve = label - chance, chance * (1 - chance)
            for i, value in enumerate(row):
                gradient[i] += error * value
                scaled, line = curve * value, hessian[i]
                for j in range(i + 1):
                    line[j] += scaled * row[j]
        step = solve(hessian, gradient)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < TOLERANCE:
            break
    return weights


def solve(matrix: Sequence[Vector], vector: Vector) -> list[float]:
    """Solve a system whose matrix is symmetric and positive: its lower half is read (Cholesky)."""
    size = len(vector)
    root = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(root[i][k] * root[j][k] for k in range(j))
            root[i][j] = rest**0.5 if i == j else rest / root[j][j]
    half = list[float]()
    for i in range(size):
        known = sum(root[i][k] * half[k] for k in range(i))
        half.append((vector[i] - known) / root[i][i])
    found = [0.0] * size
    for i in reversed(range(size)):
        known = sum(root[k][i] * found[k] for k in range(i + 1, size))
        found[i] = (half[i] - known) / root[i][i]
    return found
