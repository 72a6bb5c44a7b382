"""A fitted estimator and its network give the same numbers, names and classes."""

from __future__ import annotations

import copy

import numpy as np
import pytest

import neurosim as ns

pytest.importorskip("sklearn")
pd = pytest.importorskip("pandas")

from scipy import sparse  # noqa: E402
from sklearn.compose import TransformedTargetRegressor  # noqa: E402
from sklearn.linear_model import (  # noqa: E402
    ElasticNet,
    Lasso,
    LinearRegression,
    LogisticRegression,
    LogisticRegressionCV,
    Perceptron,
    Ridge,
    RidgeCV,
)
from sklearn.model_selection import GridSearchCV  # noqa: E402
from sklearn.neural_network import MLPClassifier, MLPRegressor  # noqa: E402
from sklearn.pipeline import Pipeline, make_pipeline  # noqa: E402
from sklearn.preprocessing import (  # noqa: E402
    MaxAbsScaler,
    MinMaxScaler,
    PolynomialFeatures,
    RobustScaler,
    StandardScaler,
)

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

RNG = np.random.default_rng(0)
X = RNG.normal(size=(120, 4)) * [1, 10, 100, 1] + [0, 5, -20, 3]
X[:, 3] = 3.0
"""Columns of different sizes; the last one is constant."""
NEW = RNG.normal(size=(1000, 4)) * [1, 10, 100, 1] + [0, 5, -20, 3]
SCORE = X[:, 0] + X[:, 1] / 10
TWO = np.where(SCORE > 0.5, "yes", "no")
THREE = np.digitize(SCORE, [0.0, 1.0])
LABELS = np.c_[SCORE > 0, SCORE > 1, X[:, 2] > 0].astype(int)
NUMBERS = np.c_[SCORE, X[:, 2] + 7]


def mlp(activation="relu", sizes=(5, 4), **options):
    return MLPClassifier(sizes, activation=activation, max_iter=20, random_state=0, **options)


def regressor(**options):
    return MLPRegressor(hidden_layer_sizes=(5,), max_iter=20, random_state=0, **options)


def difference(found, expected):
    expected = expected.reshape(len(found), -1)
    return np.max(np.abs(found - expected) / np.maximum(1.0, np.abs(expected)))


CLASSIFIERS = [
    *(make_pipeline(StandardScaler(), mlp(a)) for a in ("identity", "logistic", "tanh", "relu")),
    make_pipeline(MinMaxScaler((-2, 3)), StandardScaler(with_std=False), mlp()),
    make_pipeline(StandardScaler(with_mean=False), "passthrough", mlp(sizes=())),
    Pipeline([("outer", make_pipeline(MinMaxScaler(), StandardScaler())), ("model", mlp())]),
    LogisticRegression(max_iter=20),
    make_pipeline(StandardScaler(), LogisticRegression(fit_intercept=False)),
    Perceptron(),
    make_pipeline(StandardScaler(), Perceptron(fit_intercept=False)),
]


@pytest.mark.parametrize("y", [TWO, THREE], ids=["two classes", "three classes"])
@pytest.mark.parametrize("model", CLASSIFIERS, ids=repr)
def test_classes_and_probabilities(model, y):
    model.fit(X, y)
    net = ns.from_sklearn(model)
    assert ns.predict_classes(net, NEW) == [str(label) for label in model.predict(NEW)]
    if hasattr(model, "predict_proba"):
        found = ns.predict_probabilities(net, NEW)
        assert difference(found, model.predict_proba(NEW)) < 1e-12
    if hasattr(model, "decision_function") and len(net.outputs) > 1:
        assert difference(ns.predict(net, NEW), model.decision_function(NEW)) < 1e-12


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_the_strength_that_cross_validation_chose():
    model = LogisticRegressionCV(Cs=1, cv=2).fit(X[:, :1], THREE)
    found = ns.predict_probabilities(ns.from_sklearn(model), NEW[:, :1])
    assert difference(found, model.predict_proba(NEW[:, :1])) < 1e-12


def test_labels_are_outputs_that_say_yes_or_no():
    model = make_pipeline(StandardScaler(), mlp()).fit(X, LABELS)
    net = ns.from_sklearn(model, target_names=["a", "b", "c"])
    assert difference(ns.predict(net, NEW), model.predict_proba(NEW)) < 1e-12
    assert np.array_equal(ns.predict(net, NEW) > 0.5, model.predict(NEW) == 1)
    assert net.target_columns == tuple(ns.TargetColumn(n, ("0", "1"), True) for n in "abc")
    assert ns.from_sklearn(model).target_columns[2].name == "label 2"


@pytest.mark.parametrize("y", [NUMBERS, NUMBERS[:, 0]], ids=["two outputs", "one output"])
@pytest.mark.parametrize(
    "model",
    [
        make_pipeline(StandardScaler(), regressor()),
        TransformedTargetRegressor(
            make_pipeline(MinMaxScaler((-1, 1)), regressor()), transformer=MinMaxScaler((0.1, 0.9))
        ),
        make_pipeline(
            StandardScaler(),
            TransformedTargetRegressor(regressor(activation="tanh"), transformer=StandardScaler()),
        ),
        LinearRegression(),
        LinearRegression(fit_intercept=False),
        make_pipeline(MinMaxScaler(), Ridge()),
        make_pipeline(MaxAbsScaler(), RobustScaler(with_centering=False), Ridge()),
        make_pipeline(RobustScaler(quantile_range=(10, 80), unit_variance=True), Ridge()),
        make_pipeline(RobustScaler(with_scaling=False), MaxAbsScaler(), Ridge()),
        TransformedTargetRegressor(Ridge(), transformer=RobustScaler()),
        Lasso(),
        ElasticNet(),
        RidgeCV(),
    ],
    ids=repr,
)
def test_numbers(model, y):
    model.fit(X, y)
    net = ns.from_sklearn(model)
    assert difference(ns.predict(net, NEW), model.predict(NEW)) < 1e-12
    assert net.target_columns is None


def test_counts_by_the_exponential_function():
    try:
        model = regressor(loss="poisson").fit(X[:, :2] / 10, THREE)
    except TypeError:
        pytest.skip("scikit-learn before 1.7 has no Poisson loss")
    net = ns.from_sklearn(model)
    assert net.outputs[0].activation.name == "exp"
    assert difference(ns.predict(net, NEW[:, :2] / 10), model.predict(NEW[:, :2] / 10)) < 1e-12


@pytest.mark.parametrize("engine", ["compiled", "objects"])
@pytest.mark.parametrize("y", [[0, 0, 0, 1], [0, 1, 1, 1], [1, 1, 1, 0]], ids=["and", "or", "nand"])
def test_a_decision_of_exactly_0_is_the_first_class(engine, y):
    corners = [[0, 0], [0, 1], [1, 0], [1, 1]]
    model = Perceptron(shuffle=False, max_iter=7).fit(corners, y)
    grid = np.array([[i, j] for i in range(-5, 6) for j in range(-5, 6)], dtype=float)
    for shift in (0.0, *model.intercept_):
        model.intercept_ = model.intercept_ - shift
        assert (model.decision_function(grid) == 0).sum() > 5 or y == [0, 1, 1, 1]
        found = ns.predict(ns.from_sklearn(model), grid, engine=engine)[:, 0]
        assert found.tolist() == model.predict(grid).tolist()


def test_numbers_of_float32_are_taken_as_they_are():
    model = mlp().fit(X.astype(np.float32), THREE)
    net = ns.from_sklearn(model)
    assert model.coefs_[0].dtype == np.float32
    assert net.wh[0][1][2] == float(model.coefs_[0][2, 1])
    assert difference(ns.predict_probabilities(net, X), model.predict_proba(X)) < 1e-2


def test_names_of_columns_and_classes_are_kept():
    frame = pd.DataFrame(X, columns=["a", "b", "c", "d"])
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(frame, TWO)
    net = ns.from_sklearn(model, name="exam")
    assert net.name == "exam"
    assert net.input_columns == ("a", "b", "c", "d")
    assert net.target_columns == (ns.TargetColumn("class", ("no", "yes"), True),)
    shuffled = pd.DataFrame(NEW, columns=["a", "b", "c", "d"])[["d", "b", "a", "c"]]
    assert ns.predict_classes(net, shuffled) == model.predict(shuffled[list("abcd")]).tolist()
    renamed = ns.from_sklearn(
        model, input_names=list("wxyz"), target_names=["passed"], classes=["0", "1"]
    )
    assert renamed.input_columns == tuple("wxyz")
    assert renamed.target_columns == (ns.TargetColumn("passed", ("0", "1"), True),)


def test_a_network_is_traced_explained_saved_and_trained_like_any_other(tmp_path):
    model = make_pipeline(StandardScaler(), mlp("tanh", (3,))).fit(X, THREE)
    net = ns.from_sklearn(model)
    trace = ns.trace(net, NEW[0], [0, 0, 1], learning_rate=0.1)
    assert ns.explain(trace, only="so[0]").to_text()
    again = ns.load(ns.save(net, tmp_path / "model.json"))
    assert np.array_equal(ns.predict(again, NEW), ns.predict(net, NEW))
    before = ns.predict(net, NEW)
    ns.train(again, ns.Dataset.from_labels(X, THREE), epochs=1)
    assert np.array_equal(ns.predict(net, NEW), before)


class TestErrors:
    def refused(self, model, match, **options):
        with pytest.raises(ns.NeurosimError, match=match):
            ns.from_sklearn(model, **options)

    @pytest.mark.parametrize(
        ("model", "match"),
        [
            (MLPClassifier(), r"the MLPClassifier is not fitted; call its fit\(X, y\) first"),
            (Ridge(), "the Ridge is not fitted"),
            (make_pipeline(MinMaxScaler(), Ridge()), r"the MinMaxScaler is not fitted"),
            (TransformedTargetRegressor(Ridge()), "TransformedTargetRegressor is not fitted"),
            (StandardScaler(), r"cannot turn StandardScaler\(\) into a network; it takes a fitted"),
            (GridSearchCV(Ridge(), {}), "what the GridSearchCV found; give its best_estimator_"),
            (make_pipeline("passthrough"), "the Pipeline has no steps but passthrough"),
            ("model.pkl", "cannot turn 'model.pkl' into a network"),
            (Ridge, "cannot turn <class .*Ridge'> into a network"),
        ],
    )
    def test_what_is_no_fitted_estimator(self, model, match):
        self.refused(model, match)

    def test_a_step_that_is_no_scaler(self):
        model = make_pipeline(StandardScaler(), PolynomialFeatures(2), Ridge()).fit(X, SCORE)
        self.refused(model, r"step 'polynomialfeatures' of the Pipeline is PolynomialFeatures\(\)")

    def test_a_scaler_that_clips(self):
        model = make_pipeline(MinMaxScaler(clip=True), Ridge()).fit(X, SCORE)
        self.refused(model, "MinMaxScaler cannot become .* it has clip=True.* with clip=False")

        if "clip" in MaxAbsScaler().get_params():
            model = make_pipeline(MaxAbsScaler(clip=True), Ridge()).fit(X, SCORE)
            self.refused(model, "MaxAbsScaler cannot become .* it has clip=True")

    def test_a_constant_that_is_too_large(self):
        model = make_pipeline(MinMaxScaler(), Ridge()).fit([[1e17, 0], [1e17, 1]], [0, 1])
        self.refused(model, "column 0 is constantly 1e.17, too large to scale; leave this column")

    def test_targets_that_are_changed_by_a_function(self):
        model = TransformedTargetRegressor(Ridge(), func=np.exp, inverse_func=np.log)
        self.refused(model.fit(X / 1000, SCORE), "changes targets by FunctionTransformer")
        inner = TransformedTargetRegressor(Ridge(), transformer=StandardScaler())
        outer = TransformedTargetRegressor(inner, transformer=StandardScaler()).fit(X, SCORE)
        self.refused(outer, "inside of another one is not supported")

    def test_sparse_weights(self):
        model = LogisticRegression().fit(X, TWO).sparsify()
        self.refused(model, r"coef_ of the LogisticRegression is a sparse matrix; call its densify")
        other = mlp().fit(X, TWO)
        other.coefs_[1] = sparse.csr_array(other.coefs_[1])
        self.refused(other, r"coefs_\[1\] of the MLPClassifier is a sparse matrix")

    def test_weights_that_are_not_finite(self):
        model = mlp().fit(X, TWO)
        model.coefs_[1][2, 3] = np.nan
        self.refused(model, r"coefs_\[1\] of the MLPClassifier has nan in row 2, column 3")
        linear = LinearRegression().fit(X, SCORE)
        linear.intercept_ = np.inf
        self.refused(linear, "intercept_ of the LinearRegression has inf in row 0")

    def test_weights_that_do_not_fit_together(self):
        model = mlp().fit(X, TWO)
        model.coefs_[1] = model.coefs_[1][:3]
        self.refused(model, r"layer 1 of the MLPClassifier has weights of shape \(3, 4\)")
        model.coefs_.pop()
        self.refused(model, "has 2 layers in coefs_ and 3 in intercepts_")
        pipeline = make_pipeline(StandardScaler(), StandardScaler(), Ridge()).fit(X, SCORE)
        pipeline[1].mean_, pipeline[1].scale_ = np.zeros(3), np.ones(3)
        pipeline[1].n_features_in_ = 3
        self.refused(pipeline, "a scaler of the pipeline has 3 columns.* takes 4")
        other = copy.deepcopy(pipeline)
        other.steps = [other.steps[1], other.steps[2]]
        self.refused(other, "the first scaler of the Pipeline has 3 columns.* takes 4")

    def test_options_that_change_the_function(self):
        model = mlp().fit(X, TWO)
        model.activation = "swish"
        self.refused(model, "unknown activation of the MLPClassifier 'swish'")
        ovr = LogisticRegression(solver="lbfgs").fit(X, THREE)
        ovr.solver = "liblinear"
        self.refused(ovr, "has no softmax over its 3 classes")

    def test_what_lacks_a_part(self):
        model = make_pipeline(StandardScaler(), mlp()).fit(X, TWO)
        del model[1].out_activation_
        self.refused(model, "the MLPClassifier is damaged .*out_activation_.*; fit it again")
        del model[0].mean_
        self.refused(model, "the StandardScaler is damaged .*mean_.*; fit it again")

    def test_names_that_do_not_fit(self):
        model = LogisticRegression().fit(X, THREE)
        self.refused(model, "input_names has 1 name for 4 inputs", input_names=["a"])
        self.refused(model, "target_names has 2 names; give one for the column of classes, so 1",
                     target_names=["a", "b"])  # fmt: skip
        self.refused(model, "classes has 2 names for the 3 classes.*: 0, 1, 2", classes=["a", "b"])
        self.refused(model, "input_names has 'a' twice", input_names=["a", "a", "b", "c"])
        line = LinearRegression().fit(X, NUMBERS)
        self.refused(line, "target_names has 'a' twice", target_names=["a", "a"])
        self.refused(line, "has no column of classes; leave classes out", classes=["a", "b"])
        self.refused(line, "target_names has 1 name; give one for each output, so 2",
                     target_names=["a"])  # fmt: skip

    def test_a_class_of_a_user(self):
        class Own(Ridge):
            pass

        self.refused(Own().fit(X, SCORE), r"cannot turn Own\(\) into a network")


def test_an_estimator_in_the_place_of_a_network_is_told_the_way():
    fitted = Ridge().fit(X, SCORE)
    with pytest.raises(
        ns.NeurosimError, match=r"such as ns\.from_sklearn\(estimator\).*; got Ridge"
    ):
        ns.trace(fitted, X[0])
    own = ns.NeurosimRegressor(epochs=1).fit(X[:, :3], SCORE)
    with pytest.raises(ns.NeurosimError, match="predict takes a network, such as the network_ of "):
        ns.predict(own, X)
