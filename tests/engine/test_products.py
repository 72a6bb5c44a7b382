"""Products of matrices on flat arrays, held to those of NumPy."""

import itertools

import numpy as np
import pytest

from neurosim.engine.kernels import products
from tests.engine.calling import from_python

SIZES = (1, 3, 7, 8, 9, 16, 17, 40, 130)
add_product = from_python(products.add_product)
add_product_with_samples = from_python(products.add_product_with_samples)
turn = from_python(products.turn)
COUNTING = np.arange(1000, dtype=np.uint64)


def u(*numbers):
    return [np.uint64(n) for n in numbers]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("n_terms", [1, 5, 128, 300])
def test_a_product_of_any_shape_is_added(dtype, n_terms):
    rng = np.random.default_rng(0)
    for n_rows, n_columns in itertools.product(SIZES, SIZES):
        A = rng.normal(size=(n_rows, n_terms)).astype(dtype)
        B = rng.normal(size=(n_terms + 20, n_columns)).astype(dtype)
        rows = rng.permutation(n_terms + 20).astype(np.uint64)
        # room beside the rows of the sum, which must stay as it is
        C = rng.normal(size=(n_rows, n_columns + 3)).astype(dtype)
        expected = C.astype(float)
        expected[:, :n_columns] += A.astype(float) @ B[rows[2 : 2 + n_terms]].astype(float)
        add_product(
            A.ravel(), *u(0, n_terms, 1), B.ravel(), *u(0, n_columns), rows, np.uint64(2),
            C.ravel(), *u(0, n_columns + 3, n_rows, n_columns, n_terms),
        )  # fmt: skip
        scale = n_terms * np.finfo(dtype).eps
        np.testing.assert_allclose(C, expected, rtol=10 * scale, atol=10 * scale)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_matrix_is_turned(dtype):
    rng = np.random.default_rng(0)
    for n_rows, n_columns in itertools.product(SIZES, SIZES):
        S = rng.normal(size=(n_rows + 5, n_columns)).astype(dtype)
        rows = rng.permutation(n_rows + 5).astype(np.uint64)
        T = np.zeros((n_columns, n_rows + 2), dtype)
        turn(
            S.ravel(), *u(0, n_columns), rows, np.uint64(1), T.ravel(),
            *u(1, n_rows + 2, n_rows, n_columns),
        )  # fmt: skip
        assert np.array_equal(T[:, 1:-1], S[rows[1 : 1 + n_rows]].T)
        assert not T[:, [0, -1]].any()


@pytest.mark.parametrize("room", [1, 100, 4096])
@pytest.mark.parametrize("columns", [1, 13, 32])
def test_samples_are_turned_on_the_way(room, columns):
    rng = np.random.default_rng(0)
    W, X = rng.normal(size=(10, 300)), rng.normal(size=(50, 310))
    rows = rng.permutation(50).astype(np.uint64)
    sums = rng.normal(size=(10, columns))
    expected = sums + W @ X[rows[4 : 4 + columns], 10:].T
    add_product_with_samples(
        W.ravel(), *u(0, 300), X.ravel(), *u(10, 310), rows, np.uint64(4), COUNTING,
        np.empty(max(room, columns)), sums.ravel(), *u(0, 10, columns),
    )  # fmt: skip
    np.testing.assert_allclose(sums, expected, rtol=1e-12, atol=1e-12)
