"""Files as the frameworks themselves write them, of objects that people do save."""

import functools
import pickle
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "fixtures"))

from make_pickle_corpus import write_frameworks  # noqa: E402

METHODS = ("zlib", "gzip", "bz2", "lzma", "xz", "lz4")


def write_benign(folder):
    """Yields (group, path) of every file."""
    folder.mkdir(parents=True)
    write_frameworks(folder)
    for path in sorted(folder.iterdir()):
        yield group_of(path), path
    for group, write in (
        ("scikit-learn", scikit_learn),
        ("XGBoost", xgboost_models),
        ("LightGBM", lightgbm_models),
        ("PyTorch", torch_files),
    ):
        before = set(folder.iterdir())
        write(folder)
        for path in sorted(set(folder.iterdir()) - before):
            yield group + (", joblib" if path.suffix == ".joblib" else ""), path


def group_of(path):
    if path.suffix in (".npy", ".npz"):
        return "NumPy"
    name = path.name.split("-")[0].split(".")[0]
    group = {"frame": "pandas", "series": "pandas", "arrays": "NumPy", "plain": "plain Python"}
    return group.get(name, "scikit-learn") + (", joblib" if path.suffix == ".joblib" else "")


def dump(folder, name, value, at):
    import joblib

    for protocol in (2, 4, 5):
        (folder / f"{name}-{protocol}.pkl").write_bytes(pickle.dumps(value, protocol))
    joblib.dump(value, folder / f"{name}.joblib")
    joblib.dump(value, folder / f"{name}-packed.joblib", compress=(METHODS[at % len(METHODS)], 3))


def scikit_learn(folder):
    import numpy
    from sklearn import calibration, compose, covariance, cross_decomposition, datasets, decomposition, ensemble
    from sklearn import feature_extraction, feature_selection, gaussian_process, impute, isotonic, kernel_approximation
    from sklearn import linear_model, metrics, mixture, model_selection, multiclass, neighbors, neural_network
    from sklearn import pipeline, preprocessing, svm, tree

    wine = datasets.load_wine(as_frame=True)
    words = ["a cat", "a dog", "two cats", "no dog"]
    logistic = linear_model.LogisticRegression(max_iter=50)
    columns = compose.ColumnTransformer(
        [("scaled", preprocessing.StandardScaler(), ["alcohol"]), ("binned", preprocessing.KBinsDiscretizer(3), ["ash"])]
    )
    models = {
        "columns": pipeline.make_pipeline(columns, ensemble.ExtraTreesClassifier(n_estimators=5)),
        "calibrated": calibration.CalibratedClassifierCV(svm.LinearSVC(max_iter=50)),
        "stacking": ensemble.StackingClassifier([("a", logistic), ("b", tree.DecisionTreeClassifier())]),
        "voting": ensemble.VotingClassifier([("a", logistic), ("b", tree.ExtraTreeClassifier())]),
        "isolation": ensemble.IsolationForest(n_estimators=5),
        "adaboost": ensemble.AdaBoostClassifier(n_estimators=3),
        "ball-tree": neighbors.KNeighborsClassifier(algorithm="ball_tree", metric="minkowski"),
        "kd-tree": neighbors.KNeighborsRegressor(algorithm="kd_tree"),
        "mixture": mixture.GaussianMixture(2),
        "regression": gaussian_process.GaussianProcessRegressor(),
        "sgd": linear_model.SGDClassifier(loss="modified_huber"),
        "quantiles": preprocessing.QuantileTransformer(n_quantiles=10),
        "splines": preprocessing.SplineTransformer(),
        "imputer": impute.KNNImputer(),
        "nystroem": kernel_approximation.Nystroem(n_components=5),
        "covariance": covariance.EllipticEnvelope(),
        "partial-least": cross_decomposition.PLSRegression(),
        "topics": decomposition.LatentDirichletAllocation(3, max_iter=2),
        "selected": feature_selection.SelectKBest(feature_selection.f_classif, k=3),
        "one-rest": multiclass.OneVsRestClassifier(logistic),
        "function": preprocessing.FunctionTransformer(numpy.log1p),
        "partial-function": preprocessing.FunctionTransformer(functools.partial(numpy.clip, a_min=0, a_max=9)),
        "grid": model_selection.RandomizedSearchCV(logistic, {"C": [0.1, 1]}, n_iter=2, scoring=metrics.make_scorer(metrics.f1_score, average="macro")),
        "regressor": neural_network.MLPRegressor(hidden_layer_sizes=(4,), max_iter=10, early_stopping=True),
    }
    fitted = {name: model.fit(wine.data, wine.target) for name, model in models.items()}
    fitted["isotonic"] = isotonic.IsotonicRegression().fit([1, 2, 3], [1, 3, 2])
    fitted["labels"] = preprocessing.LabelEncoder().fit(["a", "b"])
    fitted["one-hot"] = preprocessing.OneHotEncoder().fit([["a"], ["b"]])
    fitted["hashing"] = feature_extraction.text.HashingVectorizer(n_features=16)
    fitted["counts"] = pipeline.make_pipeline(feature_extraction.text.CountVectorizer(ngram_range=(1, 2)), logistic).fit(words, [0, 1, 0, 1])
    for at, (name, value) in enumerate(fitted.items()):
        dump(folder, f"sklearn-{name}", value, at)


def xgboost_models(folder):
    import numpy
    import xgboost

    x, y = numpy.random.default_rng(7).random((60, 4)), numpy.arange(60) % 2
    values = {
        "classifier": xgboost.XGBClassifier(n_estimators=3).fit(x, y),
        "regressor": xgboost.XGBRegressor(n_estimators=3, booster="gblinear").fit(x, y),
        "ranker": xgboost.XGBRanker(n_estimators=3).fit(x, y, qid=numpy.arange(60) // 10),
        "forest": xgboost.XGBRFClassifier(n_estimators=3).fit(x, y),
        "booster": xgboost.train({"objective": "binary:logistic"}, xgboost.DMatrix(x, y), 3),
    }
    for at, (name, value) in enumerate(values.items()):
        dump(folder, f"xgboost-{name}", value, at)


def lightgbm_models(folder):
    import lightgbm
    import numpy

    x, y = numpy.random.default_rng(7).random((60, 4)), numpy.arange(60) % 2
    quiet = {"n_estimators": 3, "verbose": -1}
    values = {
        "classifier": lightgbm.LGBMClassifier(**quiet).fit(x, y),
        "regressor": lightgbm.LGBMRegressor(**quiet).fit(x, y),
        "ranker": lightgbm.LGBMRanker(**quiet).fit(x, y, group=[30, 30]),
        "validated": lightgbm.LGBMClassifier(**quiet).fit(x, y, eval_set=[(x, y)]),
        "booster": lightgbm.train({"objective": "binary", "verbose": -1}, lightgbm.Dataset(x, y), 3),
    }
    for at, (name, value) in enumerate(values.items()):
        dump(folder, f"lightgbm-{name}", value, at)


def torch_files(folder):
    import argparse
    import collections

    import numpy
    import torch
    from torch import nn

    torch.manual_seed(7)
    perceptron = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.1), nn.Linear(8, 2))
    convolution = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.GELU(), nn.Flatten())
    optimizer = torch.optim.AdamW(perceptron.parameters())
    perceptron(torch.rand(3, 4)).sum().backward()
    optimizer.step()
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
    modules = {
        "perceptron": perceptron,
        "convolution": convolution,
        "lstm": nn.LSTM(4, 8),
        "transformer": nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2),
        "attention": nn.MultiheadAttention(8, 2),
        "embedding": nn.Embedding(10, 4),
        "normed": nn.utils.parametrizations.weight_norm(nn.Linear(4, 4)),
        "lists": nn.ModuleDict({"a": nn.ModuleList([nn.Linear(2, 2)]), "b": nn.ParameterList([torch.zeros(2)])}),
    }
    values = {f"{name}-weights": module.state_dict() for name, module in modules.items()}
    # A parametrized module cannot be pickled whole.
    values |= {f"{name}-module": module for name, module in modules.items() if name != "normed"}
    values |= {
        "checkpoint": {
            "epoch": 3,
            "model": perceptron.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "arguments": argparse.Namespace(rate=0.1, path="data"),
            "history": collections.defaultdict(list, loss=[0.5, 0.4]),
            "best": numpy.float64(0.4),
            "random": torch.get_rng_state(),
        },
        "types": {str(kind): torch.zeros(2, 3).to(kind) for kind in (torch.float16, torch.bfloat16, torch.int8, torch.uint8, torch.bool, torch.complex64, torch.float8_e4m3fn)},
        "views": [view := torch.arange(24).reshape(2, 3, 4), view.transpose(0, 2), view[:, 1], nn.Parameter(torch.rand(2))],
        "sparse": torch.eye(4).to_sparse(),
        "quantized": torch.quantize_per_tensor(torch.rand(4), 0.1, 0, torch.qint8),
        "arrays": {"mean": numpy.zeros(3), "tensor": torch.zeros(3)},
        "meta": torch.empty(4, device="meta"),
        "loss": nn.CrossEntropyLoss(),
        "optimizer": optimizer,
    }
    for at, (name, value) in enumerate(values.items()):
        torch.save(value, folder / f"torch-{name}.{('pt', 'pth', 'bin', 'ckpt')[at % 4]}")
        if name != "types":
            torch.save(value, folder / f"torch-{name}-legacy.pt", _use_new_zipfile_serialization=False)
        torch.save(value, folder / f"torch-{name}-4.pt", pickle_protocol=4)
    for name in ("perceptron", "convolution", "lstm"):
        torch.jit.script(modules[name]).save(str(folder / f"torch-{name}-script.pt"))
    torch.jit.trace(perceptron.eval(), torch.rand(1, 4)).save(str(folder / "torch-traced.pt"))
