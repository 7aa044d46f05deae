"""Honest files that scanners are known to call dangerous, as their libraries write them."""

import datetime
import io
import json
import pickle
import zipfile
import zoneinfo


def write_honest(folder):
    """Yields (group, path) of every file. Libraries that are not installed are passed over, and named."""
    folder.mkdir(parents=True, exist_ok=True)
    for group, write in (
        ("gensim", gensim_models),
        ("Keras with code of its own", keras_models),
        ("time zones", zones),
        ("scikit-learn with functions", functions),
        ("dill, cloudpickle", dilled),
        ("skops", skops_files),
        ("torch.package, exported", torch_archives),
        ("archives of models", archives),
    ):
        before = set(folder.iterdir())
        write(folder)
        for path in sorted(set(folder.iterdir()) - before):
            yield group, path


def gensim_models(folder):
    from gensim.corpora import Dictionary
    from gensim.models import Doc2Vec, FastText, LdaModel, TfidfModel, Word2Vec
    from gensim.models.doc2vec import TaggedDocument

    texts = [["a", "cat"], ["a", "dog"], ["two", "cats"]] * 4
    words = Dictionary(texts)
    counts = [words.doc2bow(text) for text in texts]
    small = {"vector_size": 4, "min_count": 1, "workers": 1, "seed": 7}
    Word2Vec(texts, **small).save(str(folder / "word2vec.model"))
    Word2Vec(texts, **small).wv.save(str(folder / "vectors.kv"))
    FastText(texts, bucket=20, **small).save(str(folder / "fasttext.model"))
    Doc2Vec([TaggedDocument(text, [at]) for at, text in enumerate(texts)], **small).save(str(folder / "doc2vec.model"))
    words.save(str(folder / "words.dict"))
    TfidfModel(counts).save(str(folder / "tfidf.model"))
    LdaModel(counts, 2, words, random_state=7).save(str(folder / "lda.model"))


def keras_models(folder):
    import os

    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    @keras.saving.register_keras_serializable("honest")
    class Scaled(keras.layers.Layer):
        def call(self, inputs):
            return inputs * 2

    def my_loss(real, predicted):
        return keras.ops.mean(keras.ops.square(real - predicted))

    def my_activation(inputs):
        return keras.ops.relu(inputs)

    def network(*layers):
        return keras.Sequential([keras.Input((4,)), *layers])

    plain = network(keras.layers.Dense(2))
    plain.save(folder / "plain.keras")
    loss = network(keras.layers.Dense(2))
    loss.compile("adam", my_loss, metrics=[my_loss])
    loss.save(folder / "loss.keras")
    network(keras.layers.Dense(2, activation=my_activation)).save(folder / "activation.keras")
    network(Scaled()).save(folder / "layer.keras")
    plain.save(folder / "plain.h5")


def zones(folder):
    import pandas

    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    moments = pandas.date_range("2026-01-01", periods=3, tz="Europe/Berlin")
    values = {
        "moment": datetime.datetime(2026, 1, 1, tzinfo=berlin),
        "utc": datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
        "series": pandas.Series([1.0, 2.0, 3.0], moments),
        "stamp": pandas.Timestamp("2026-01-01", tz="Europe/Berlin"),
    }
    for name, value in values.items():
        for protocol in (2, 4):
            (folder / f"zone-{name}-{protocol}.pkl").write_bytes(pickle.dumps(value, protocol))


def functions(folder):
    import tempfile

    import joblib
    import numpy
    from sklearn.datasets import load_iris
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    data, target = load_iris(return_X_y=True)
    texts, labels = ["a cat", "a dog", "two cats"], [0, 1, 0]
    cached = make_pipeline(StandardScaler(), LogisticRegression(), memory=joblib.Memory(tempfile.gettempdir(), verbose=0))
    values = {
        "split": make_pipeline(TfidfVectorizer(tokenizer=str.split, token_pattern=None), MultinomialNB()).fit(texts, labels),
        "lower": CountVectorizer(preprocessor=str.lower).fit(texts),
        "log": make_pipeline(FunctionTransformer(numpy.log1p), LogisticRegression()).fit(data, target),
        "cached": cached,
        "builtins": {"key": len, "order": sorted, "shown": print, "kind": isinstance, "hash": hash},
    }
    for name, value in values.items():
        for protocol in (2, 4):
            (folder / f"function-{name}-{protocol}.pkl").write_bytes(pickle.dumps(value, protocol))
        joblib.dump(value, folder / f"function-{name}.joblib")


def dilled(folder):
    import cloudpickle
    import dill
    import numpy
    from sklearn.linear_model import Ridge

    rows = numpy.arange(12.0).reshape(4, 3)
    values = {"array": numpy.arange(3.0), "arrays": {"a": rows}, "ridge": Ridge().fit(rows, [1, 2, 3, 4])}
    for name, value in values.items():
        (folder / f"{name}.dill").write_bytes(dill.dumps(value))
        (folder / f"{name}.cloudpickle").write_bytes(cloudpickle.dumps(value))


def skops_files(folder):
    import numpy
    import skops.io
    from sklearn.datasets import load_iris
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    data, target = load_iris(return_X_y=True)
    skops.io.dump(RandomForestClassifier(3).fit(data, target), folder / "forest.skops")
    skops.io.dump(make_pipeline(StandardScaler(), RandomForestClassifier(3)).fit(data, target), folder / "pipeline.skops")
    skops.io.dump(FunctionTransformer(numpy.log1p), folder / "function.skops")


def torch_archives(folder):
    import torch
    from torch import nn
    from torch.package import PackageExporter

    model = nn.Sequential(nn.Linear(4, 2), nn.ReLU())
    with PackageExporter(folder / "package.pt") as exporter:
        exporter.extern("**")
        exporter.save_pickle("model", "model.pkl", model)
    torch.export.save(torch.export.export(model, (torch.zeros(1, 4),)), folder / "exported.pt2")


def archives(folder):
    """Honest weights in archives, as people pack them."""
    import tarfile

    import numpy

    stream = io.BytesIO()
    numpy.save(stream, numpy.zeros(3))
    array = stream.getvalue()
    with zipfile.ZipFile(folder / "weights.zip", "w") as archive:
        archive.writestr("weights.npy", array)
        archive.writestr("README.md", "A model.")
        archive.writestr("config.json", json.dumps({"units": 3}))
    for name, mode in (("weights.tar", "w"), ("weights.tar.gz", "w:gz")):
        with tarfile.open(folder / name, mode) as archive:
            member = tarfile.TarInfo("weights.npy")
            member.size = len(array)
            archive.addfile(member, io.BytesIO(array))
