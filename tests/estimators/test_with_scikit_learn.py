"""The estimators inside the tools of scikit-learn: pipelines, searches, copies, routing."""

import pickle
import subprocess
import sys

import numpy as np
import pytest

import neurosim as ns
from tests.engine.test_agreement import values

pytest.importorskip("sklearn")

import joblib
from sklearn import config_context
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

X, Y = load_iris(return_X_y=True)
FAST = {"epochs": 20, "learning_rate": 0.1, "random_state": 0}


def two_hidden(n_inputs, n_outputs):
    return ns.mlp([n_inputs, 2, n_outputs], "tanh", output_activation="identity", seed=1)


def test_a_clone_has_the_settings_and_a_network_of_its_own():
    net = two_hidden(4, 3)
    one = ns.NeurosimClassifier(network=net, **FAST).fit(X, Y)
    two = clone(one)
    assert not hasattr(two, "network_")
    assert two.network is not net
    assert values(two.fit(X, Y).network_) == values(one.network_)
    assert repr(clone(ns.NeurosimRegressor((3, 2), loss="huber"))) == (
        "NeurosimRegressor(hidden_layer_sizes=(3, 2), loss='huber')"
    )


@pytest.mark.parametrize("network", [None, two_hidden, two_hidden(4, 3)])
def test_a_stored_estimator_goes_on_where_it_was(network, tmp_path):
    fitted = ns.NeurosimClassifier(network=network, **FAST).partial_fit(X, Y, classes=[0, 1, 2])
    joblib.dump(fitted, tmp_path / "estimator.joblib")
    for again in (joblib.load(tmp_path / "estimator.joblib"), pickle.loads(pickle.dumps(fitted))):
        assert again.predict_proba(X).tolist() == fitted.predict_proba(X).tolist()
        assert again.network_["o[1]"].bias == fitted.network_["o[1]"].bias
        again.partial_fit(X, Y)
    fitted.partial_fit(X, Y)
    assert values(again.network_) == values(fitted.network_)


def test_a_pipeline_hands_on_the_names_of_its_columns():
    iris = load_iris(as_frame=True)
    pipeline = make_pipeline(
        StandardScaler(), PolynomialFeatures(include_bias=False), ns.NeurosimClassifier(**FAST)
    ).set_output(transform="pandas")
    pipeline.fit(iris.data, iris.target, neurosimclassifier__sample_weight=np.arange(150))
    assert pipeline.score(iris.data, iris.target) > 0.9
    net = pipeline[-1].network_
    assert len(net.inputs) == 14
    assert net.input_columns[4] == "sepal length (cm)^2"


def test_a_search_tries_settings_on_several_processes():
    grid = {"hidden_layer_sizes": [(2,), (3, 2)], "network": [None, two_hidden]}
    estimator = ns.NeurosimClassifier(**FAST, engine="objects")
    searches = [
        GridSearchCV(estimator, grid, cv=2, n_jobs=n_jobs).fit(X[::5], Y[::5]) for n_jobs in (1, 2)
    ]
    scores = [search.cv_results_["mean_test_score"].tolist() for search in searches]
    assert scores[0] == scores[1]
    assert len(scores[0]) == 4
    assert searches[0].best_estimator_.network_.target_columns[0].classes == ("0", "1", "2")


def test_cross_validation_has_every_scorer():
    found = cross_validate(
        ns.NeurosimClassifier(**FAST),
        X,
        Y,
        cv=3,
        scoring=["accuracy", "neg_log_loss", "roc_auc_ovr"],
    )
    assert (found["test_accuracy"] > 0.85).all()
    assert (found["test_roc_auc_ovr"] > 0.9).all()
    shares = cross_val_predict(ns.NeurosimClassifier(**FAST), X, Y, cv=3, method="predict_proba")
    assert shares.shape == (150, 3)


def test_weights_are_routed_to_fit_and_score():
    weights = (Y != 2).astype(float)
    with config_context(enable_metadata_routing=True):
        estimator = ns.NeurosimClassifier(**FAST)
        estimator.set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        found = cross_validate(
            estimator, X, Y, cv=3, params={"sample_weight": weights}, return_estimator=True
        )
    # class 2 has no weight, so it is never learnt, and counts nothing
    assert (found["test_score"] > 0.95).all()
    assert all(not (fitted.predict(X) == 2).any() for fitted in found["estimator"])


def test_targets_may_be_transformed():
    regressor = TransformedTargetRegressor(
        ns.NeurosimRegressor(**FAST), func=np.log, inverse_func=np.exp
    )
    assert regressor.fit(X[:, :3], X[:, 3] + 1.0).score(X[:, :3], X[:, 3] + 1.0) > 0.8


def test_dask_runs_a_search():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        search = GridSearchCV(
            ns.NeurosimClassifier(**FAST), {"hidden_layer_sizes": [(2,), (3,)]}, cv=2
        ).fit(X, Y)
    assert search.best_score_ > 0.85


WITHOUT = """
import sys
sys.modules["sklearn"] = None
import neurosim as ns
print(ns.NeurosimClassifier.__name__)
for kind in (ns.NeurosimClassifier, ns.NeurosimRegressor):
    try:
        kind((3,), epochs=5)
    except ns.NeurosimError as error:
        print(error)
"""


def test_without_scikit_learn_it_is_said_what_to_install():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True
    )
    said = "an estimator needs the package scikit-learn: pip install 'neurosim[sklearn]'"
    assert done.stdout.splitlines() == ["NeurosimClassifier", said, said]
