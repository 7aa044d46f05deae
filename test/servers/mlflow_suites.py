"""pytest plugin that runs MLflow's own tests against `model-registry serve`.

MLflow's tests are not part of this repository. With a checkout of theirs whose release is that of the
client that is installed:

    npm run build
    cd <checkout of mlflow>
    MODEL_REGISTRY_CLI=<this repository>/dist/cli.js PYTHONPATH=<this repository>/test/servers \
        pytest -p mlflow_suites tests/tracking/test_model_registry.py -k sqlalchemy

Each test that starts a server gets one of its own, on a new folder with the policy preset `mlflow`.
"""

import contextlib
import json
import os
import subprocess
import tempfile


@contextlib.contextmanager
def _serving():
    cli = os.environ["MODEL_REGISTRY_CLI"]
    node = os.environ.get("MODEL_REGISTRY_NODE", "node")
    with tempfile.TemporaryDirectory() as folder:
        prepare = [node, cli, "policy", "init", "--preset", "mlflow", "-C", folder]
        subprocess.run(prepare, check=True, capture_output=True)
        serve = [node, cli, "serve", "--port", "0", "--no-token", "--json", "-C", folder]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
        try:
            yield json.loads(server.stdout.readline())["url"]
        finally:
            server.kill()
            server.wait()


class _Server:
    """In the place of MLflow's ServerThread."""

    def __init__(self, *_args, **_more):
        self._serving = _serving()

    def __enter__(self):
        return self._serving.__enter__()

    def __exit__(self, *details):
        return self._serving.__exit__(*details)


def pytest_configure():
    from tests.tracking import integration_test_utils

    integration_test_utils.ServerThread = _Server
    integration_test_utils._init_server = lambda *_args, **_more: _serving()
