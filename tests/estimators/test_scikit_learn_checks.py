"""scikit-learn's own checks of estimators, all of them."""

import pytest

import neurosim as ns

checks = pytest.importorskip("sklearn.utils.estimator_checks")

FEW = {"epochs": 25, "learning_rate": 0.1}
"""Fewer epochs than usual, so that the checks are fast."""

NUMBER_OF_CHECKS = 50
"""At least so many are made of each estimator; versions of scikit-learn have more or fewer."""


@checks.parametrize_with_checks([ns.NeurosimClassifier(**FEW), ns.NeurosimRegressor(**FEW)])
def test_scikit_learn_has_nothing_against_the_estimators(estimator, check):
    check(estimator)


@pytest.mark.parametrize("kind", [ns.NeurosimClassifier, ns.NeurosimRegressor])
def test_many_checks_are_made(kind):
    assert len(list(checks.estimator_checks_generator(kind()))) >= NUMBER_OF_CHECKS
