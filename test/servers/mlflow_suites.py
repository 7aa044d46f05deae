"""pytest plugin that runs MLflow's own tests against `model-registry serve`.

MLflow's tests are not part of this repository. With a checkout of theirs whose release is that of the
client that is installed:

    npm run build
    cd <checkout of mlflow>
    MODEL_REGISTRY_CLI=<this repository>/dist/cli.js PYTHONPATH=<this repository>/test/servers \
        pytest -p mlflow_suites tests/tracking/test_model_registry.py -k sqlalchemy

Each test that starts a server gets one of its own, on a new folder with the policy preset `mlflow`. MODEL_REGISTRY_SERVE
has further options for it, such as the places that tests of webhooks name.
"""

import contextlib
import json
import os
import shlex
import socket
import subprocess
import tempfile
import time
import urllib.request


def _start(folder, port=0, more=()):
    program = [os.environ.get("MODEL_REGISTRY_NODE", "node"), os.environ["MODEL_REGISTRY_CLI"]]
    prepare = [*program, "policy", "init", "--preset", "mlflow", "-C", folder]
    subprocess.run(prepare, check=True, capture_output=True)
    serve = [*program, "serve", "--port", str(port), "--no-token", "--json", "-C", folder]
    given = shlex.split(os.environ.get("MODEL_REGISTRY_SERVE", ""))
    return subprocess.Popen([*serve, *more, *given], stdout=subprocess.PIPE, text=True)


@contextlib.contextmanager
def _serving(*more):
    with tempfile.TemporaryDirectory() as folder:
        server = _start(folder, more=more)
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


def _launch(_host, port, _backend, _root, artifacts_destination):
    """In the place of what test_mlflow_artifacts.py starts as a command."""
    os.makedirs(artifacts_destination, exist_ok=True)
    server = _start(artifacts_destination, port)
    for _ in range(100):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health")
            return server
        time.sleep(0.2)
    raise RuntimeError("the server does not answer")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pytest_collection_modifyitems(items):
    for item in items:
        if hasattr(item.module, "_launch_server"):
            item.module._launch_server = _launch
        # The program that is told in test_e2e.py of webhooks: its port is known before the server starts.
        if hasattr(item.module, "_run_mlflow_server") and hasattr(item.module, "_run_app"):
            port = _free_port()
            item.module.get_safe_port = lambda port=port: port
            item.module._run_mlflow_server = lambda _folder, port=port: _serving(
                "--webhook-origin", f"http://localhost:{port}"
            )


def pytest_configure():
    from tests.tracking import integration_test_utils

    integration_test_utils.ServerThread = _Server
    integration_test_utils._init_server = lambda *_args, **_more: _serving()
