"""Tests of the Python module, run by wheel.test.ts with the wheel installed."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import joblib
import lightgbm
import numpy
import onnxruntime
from safetensors.numpy import save_file
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import local_model_registry as registry
from local_model_registry._command import run_command

FIXTURES = Path(__file__).parent.parent / "fixtures" / "models"
SAMPLES, LABELS = load_wine(return_X_y=True)


def trained(strength: float = 1.0):
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength)).fit(SAMPLES, LABELS)


class InWorkspace(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp()).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "data").mkdir()
        (self.folder / "data" / "train.csv").write_text("a,b\n1,2\n3,4\n")
        subprocess.run(["git", "init", "--quiet"], cwd=self.folder, check=True)
        before = Path.cwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)

    def assertRefused(self, code, function, *arguments, **named):
        with self.assertRaises(registry.RegistryError) as caught:
            function(*arguments, **named)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def test_registers_an_estimator_and_loads_it(self):
        model = trained()
        version = registry.register(
            model,
            name="wine",
            metrics={"test": {"accuracy": numpy.float32(0.9)}, "train.accuracy": 1},
            params={"C": 1.5, "layers": [1, 2], "seed": numpy.int64(7)},
            tags={"team": "quality & taste"},
            datasets={"train@3": "data/train.csv"},
            description="First version",
        )
        self.assertEqual((version.reference, version.model, version.number), ("wine@1", "wine", 1))
        self.assertEqual(version.metrics, {"test.accuracy": 0.9, "train.accuracy": 1.0})

        loaded = registry.load("wine@latest")
        self.assertTrue((loaded.predict(SAMPLES) == model.predict(SAMPLES)).all())

        record = registry.version("wine@1").record
        self.assertEqual(record["description"], "First version")
        self.assertEqual(record["tags"], {"team": "quality & taste"})
        self.assertEqual(record["recipe"]["parameters"]["seed"], 7)
        self.assertEqual(record["recipe"]["parameters"]["C"], 1.5)
        (dataset,) = record["recipe"]["datasets"]
        self.assertEqual((dataset["name"], dataset["version"]), ("train", "3"))
        self.assertEqual(record["artifacts"][0]["path"], "wine.skops")

    def runs(self):
        return run_command(["runs"])["runs"]

    def test_logs_a_run_and_registers_its_model(self):
        with registry.run("wine", name="nightly", params={"model": {"C": 1.5}}) as run:
            for step in range(100):
                run.log_metrics({"loss": numpy.float32(1 / (step + 1)), "lr": 0.1}, step=step)
            run.log_metric("odd", float("nan"))
            run.set_tag("team", "risk")
            run.log_dataset("data/train.csv")
            run.log_artifact("data", under="inputs")
            self.assertEqual(os.environ["MODEL_REGISTRY_RUN"], run.id)
            self.assertEqual(self.runs()[0]["status"], "running")
            version = registry.register(trained(), name="wine")
        self.assertNotIn("MODEL_REGISTRY_RUN", os.environ)
        (logged,) = self.runs()
        self.assertEqual((logged["id"], logged["status"]), (run.id, "finished"))
        self.assertEqual(logged["parameters"], {"model.C": 1.5})
        self.assertEqual(logged["metrics"]["loss"]["count"], 100)
        self.assertEqual(logged["metrics"]["odd"]["last"], "NaN")
        self.assertEqual(logged["artifacts"][0]["path"], "inputs/data/train.csv")
        self.assertEqual(version.metrics["loss"], 0.01)
        record = registry.version("wine@1").record
        # An object has no file of its own: neither is the temporary one.
        self.assertRegex(record["source"], r"^sklearn object \w+ of ")
        recipe = record["recipe"]
        self.assertEqual((recipe["run"]["id"], recipe["run"]["name"]), (run.id, "nightly"))
        self.assertEqual(recipe["history"]["metrics"]["loss"], 100)

    def test_says_how_a_run_ended_and_what_was_refused(self):
        with self.assertRaises(ZeroDivisionError), registry.run("wine"):
            1 / 0
        with self.assertRaises(KeyboardInterrupt), registry.run("wine"):
            raise KeyboardInterrupt
        self.assertEqual([run["status"] for run in self.runs()], ["killed", "failed"])
        with registry.run("wine", params={"depth": 6}) as run:
            self.assertRefused("invalid-request", run.log_param, "depth", 7)
            self.assertRaises(TypeError, run.log_metric, "loss", "low")
        self.assertRefused("invalid-request", run.log_metric, "loss", 1)

    def test_shows_a_run_as_interrupted_when_its_program_was_killed(self):
        program = (
            "import os, signal, local_model_registry as registry\n"
            "run = registry.run('wine')\n"
            "for step in range(1000): run.log_metric('loss', step, step=step)\n"
            "run.set_tag('said', 'yes')\n"
            "os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        subprocess.run([sys.executable, "-c", program], cwd=self.folder)
        (run,) = self.runs()
        self.assertEqual(run["status"], "interrupted")
        self.assertEqual(run["metrics"]["loss"]["count"], 1000)

    def test_logs_to_the_run_that_was_started_around_it(self):
        program = (
            "import local_model_registry as registry\n"
            "with registry.run() as run: run.log_metric('loss', 0.5)\n"
        )
        command = [sys.executable, "-m", "local_model_registry", "run", "--experiment", "wine"]
        subprocess.run([*command, "--", sys.executable, "-c", program], check=True)
        (run,) = self.runs()
        self.assertEqual(run["experiment"]["name"], "wine")
        self.assertEqual((run["status"], run["metrics"]["loss"]["last"]), ("finished", 0.5))

    def test_observes_a_version_in_use(self):
        registry.register("data/train.csv", name="wine")
        with registry.Observer("wine@1") as observer:
            for index in range(1000):
                observer.observe(metrics={"latency": {"ms": index}}, outcome=index % 4 == 0)
        answer = run_command(["observations", "wine"])["versions"][0]
        self.assertEqual(answer["observations"], 1000)
        self.assertAlmostEqual(answer["metrics"]["outcome"]["mean"], 0.25)
        self.assertAlmostEqual(answer["metrics"]["latency.ms"]["mean"], 499.5)
        with self.assertRaises(registry.RegistryError) as caught:
            registry.Observer("wine@7")
        self.assertEqual(caught.exception.code, "unknown-version")

    def test_observes_in_the_background_until_the_program_ends(self):
        registry.register("data/train.csv", name="wine")
        program = (
            "import local_model_registry as registry\n"
            "for index in range(50): registry.observe('wine@latest', outcome=True)\n"
        )
        subprocess.run([sys.executable, "-c", program], check=True)
        answer = run_command(["observations", "wine@1"])["versions"][0]
        self.assertEqual(answer["observations"], 50)

    def test_routes_the_requests_of_a_test(self):
        for content in ("a,b\n1,2\n", "a,b\n1,3\n"):
            (self.folder / "data" / "train.csv").write_text(content)
            registry.register("data/train.csv", name="wine")
        create = ["ab", "create", "checkout", "wine@1", "wine@2", "--metric", "sold"]
        run_command([*create, "--split", "80/20"])
        test = registry.AbTest("checkout")
        routed = {f"r-{index}": test.route(f"r-{index}") for index in range(200)}
        self.assertEqual(set(routed.values()), {"wine@1", "wine@2"})
        for request in ("r-1", "r-2", "r-3"):
            answer = run_command(["ab", "route", "checkout", request])
            self.assertEqual(answer["version"]["reference"], routed[request])
        self.assertIn(test.route(), {"wine@1", "wine@2"})
        with registry.Observer() as observer:
            for request in routed:
                observer.observe(test="checkout", request=request, metrics={"sold": 1})
        shown = run_command(["ab", "show", "checkout"])
        counts = [variant["observations"] for variant in shown["variants"]]
        self.assertEqual(counts[1], list(routed.values()).count("wine@2"))
        found = registry.results("checkout")
        self.assertEqual(found["variants"], shown["variants"])
        self.assertEqual(found["summary"], test.results()["summary"])
        self.assertEqual(registry.route("checkout", "r-1"), routed["r-1"])
        run_command(["ab", "conclude", "checkout", "--winner", "wine@2"])
        test.refresh()
        self.assertEqual({test.route(request) for request in routed}, {"wine@2"})

    def test_follows_a_promotion(self):
        first, second = trained(1.0), trained(0.01)
        registry.register(first, name="wine")
        registry.register(second, name="wine")
        registry.promote("wine@1", "Staging", reason="Better than what we had")
        version = registry.promote("wine@1", "Production")
        self.assertEqual(version.stage, "Production")
        loaded = registry.load("wine@Production")
        self.assertEqual(loaded[-1].C, 1.0)

    def test_resolves_a_path_that_has_the_files_own_name(self):
        joblib.dump(trained(), "wine.joblib")
        registry.register("wine.joblib", name="wine", files=["data/train.csv"])
        path = registry.resolve("wine@1")
        self.assertEqual(path.name, "wine.joblib")
        self.assertEqual(path.read_bytes(), Path("wine.joblib").read_bytes())
        self.assertEqual(registry.resolve("wine@1", artifact="train.csv").name, "train.csv")
        self.assertEqual(registry.load("wine@1").predict(SAMPLES).shape, LABELS.shape)

    def test_loads_lightgbm_onnx_safetensors_and_numpy(self):
        classifier = lightgbm.LGBMClassifier(n_estimators=3, verbose=-1).fit(SAMPLES, LABELS)
        registry.register(classifier, name="trees")
        expected = classifier.predict_proba(SAMPLES)
        self.assertTrue(numpy.allclose(registry.load("trees@1").predict(SAMPLES), expected))

        registry.register(FIXTURES / "sklearn-forest.onnx", name="forest")
        self.assertIsInstance(registry.load("forest@1"), onnxruntime.InferenceSession)

        save_file({"weight": numpy.ones((2, 3))}, "weights.safetensors")
        registry.register("weights.safetensors", name="weights")
        self.assertEqual(registry.load("weights@1")["weight"].shape, (2, 3))

        numpy.save("table.npy", numpy.arange(3))
        registry.register("table.npy", name="table")
        self.assertEqual(registry.load("table@1").tolist(), [0, 1, 2])

    def test_refers_to_files_that_stay_where_they_are(self):
        numpy.save("kept.npy", numpy.arange(5))
        registry.register("kept.npy", name="kept", reference=True)
        self.assertEqual(registry.resolve("kept@1").resolve(), Path("kept.npy").resolve())
        with self.assertRaises(TypeError):
            registry.register({"weight": 1}, name="object", reference=True)

    def test_never_loads_what_is_dangerous(self):
        harmful = FIXTURES / "keras-lambda.keras"
        self.assertRefused("dangerous-file", registry.register, harmful, name="evil")
        registry.register(harmful, name="evil", accept_danger=True)
        error = self.assertRefused("dangerous-file", registry.load, "evil@1")
        self.assertIn("Lambda", str(error))

    def test_raises_refusals_with_code_and_remedy(self):
        self.assertRefused("unknown-model", registry.resolve, "wine@1", folder=self.made())
        error = self.assertRefused("unknown-version", registry.resolve, "weights@9")
        self.assertEqual(str(error), "weights has no version 9. Its latest is 1.")
        self.assertEqual(error.remedy, "Its latest is 1.")
        self.assertRefused("unknown-stage", registry.promote, "weights@1", "Nowhere")
        self.assertRefused("already-registered", registry.register, "weights.npy")
        error = self.assertRefused("no-loader", self.load_text)
        self.assertIn("resolve('notes@1')", error.remedy)

    def made(self):
        numpy.save("weights.npy", numpy.ones(3))
        registry.register("weights.npy", name="weights")
        return self.folder

    def load_text(self):
        Path("notes.txt").write_text("no model")
        registry.register("notes.txt", name="notes")
        registry.load("notes@1")

    def test_says_how_to_save_an_object_that_it_does_not_know(self):
        with self.assertRaisesRegex(TypeError, "Save the model with its framework"):
            registry.register(object(), name="thing")
        with self.assertRaisesRegex(TypeError, "give the model's name"):
            registry.register(trained())
        with self.assertRaisesRegex(TypeError, "The metric accuracy is no number: 'good'"):
            registry.register(trained(), name="wine", metrics={"accuracy": "good"})

    def test_takes_hostile_names_for_names_only(self):
        for name in ["../../outside", "-x", "--json"]:
            self.assertRefused("invalid-request", registry.register, trained(), name=name)
        version = registry.register(trained(), name="a/../b")
        self.assertEqual(version.model, "a/../b")
        stored = registry.version("a/../b@1").record["artifacts"]
        self.assertEqual([artifact["path"] for artifact in stored], ["model.skops"])

    def test_finds_no_registry_in_another_folder(self):
        with tempfile.TemporaryDirectory() as elsewhere:
            self.assertRefused("no-registry", registry.resolve, "wine@1", folder=elsewhere)

    def test_the_command_and_the_module_run_the_program(self):
        command = Path(sys.executable).parent / "model-registry"
        expected = subprocess.check_output([command, "--version"], text=True)
        module = [sys.executable, "-m", "local_model_registry", "--version"]
        self.assertEqual(subprocess.check_output(module, text=True), expected)
        refused = subprocess.run([command, "resolve", "wine@1"], capture_output=True, text=True)
        self.assertEqual(refused.returncode, 1)


if __name__ == "__main__":
    unittest.main()
