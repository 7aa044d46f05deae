"""Times the same calls to one server or two, by turns, and prints the figures as JSON.

Reads from standard input `{"servers": {name: {"url", "token"}}, "model", "versions", "rounds", "seconds",
"upload"}`. Each call is timed twice: through MLflow's client, and as a bare request on an open connection,
which is the server's own time and that of the loopback.
"""

import json
import os
import socket
import sys
import tempfile
import time
import warnings
from urllib.parse import quote, urlsplit

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
os.environ["MLFLOW_LOGGING_LEVEL"] = "ERROR"

from mlflow import MlflowClient  # noqa: E402
from mlflow.entities import Metric  # noqa: E402

warnings.filterwarnings("ignore")
given = json.load(sys.stdin)
model, versions = given["model"], given["versions"]
block = 1 << 20


class Bare:
    """One open connection to a server."""

    def __init__(self, url, token):
        self.host = urlsplit(url).netloc
        self.authorization = f"Authorization: Bearer {token}\r\n" if token else ""
        self.connect()

    def connect(self):
        """Opens the connection."""
        self.socket = socket.create_connection(tuple(self.host.split(":")))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers = self.socket.makefile("rb")
        self.used = time.monotonic()

    def refresh(self):
        """Opens the connection anew if the server may have closed it meanwhile."""
        if time.monotonic() - self.used > 1:
            self.socket.close()
            self.connect()
        self.used = time.monotonic()

    def ask(self, method, path, body=None, file=None):
        """Sends a request and returns the answer, read to its end."""
        data = b"" if body is None else json.dumps(body).encode()
        length = os.path.getsize(file) if file else len(data)
        self.socket.sendall(
            (
                f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\n{self.authorization}"
                f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
            ).encode()
            + data
        )
        if file:
            with open(file, "rb") as opened:
                self.socket.sendfile(opened)
        status = int(self.answers.readline().split()[1])
        headers = {}
        while (line := self.answers.readline().strip()) != b"":
            key, value = line.decode().split(":", 1)
            headers[key.lower()] = value.strip()
        answer = self.rest(headers)
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status} {answer[:300]}")
        return answer

    def rest(self, headers):
        if "content-length" in headers:
            return self.answers.read(int(headers["content-length"]))
        if headers.get("transfer-encoding") != "chunked":
            answer = self.answers.read()
            self.connect()
            return answer
        parts = []
        while (size := int(self.answers.readline(), 16)) > 0:
            parts.append(self.answers.read(size))
            self.answers.readline()
        self.answers.readline()
        return b"".join(parts)


class Server:
    """A server with what the calls need: a run, and a logged model with files."""

    def __init__(self, url, token=None):
        os.environ["MLFLOW_TRACKING_TOKEN"] = token or ""
        self.token = token or ""
        self.client = MlflowClient(tracking_uri=url, registry_uri=url)
        self.bare = Bare(url, token)
        experiment = self.client.create_experiment(f"bench-{time.time_ns()}")
        info = self.client.create_run(experiment).info
        self.run = info.run_id
        # The path behind `mlflow-artifacts:`.
        self.files = "/" + urlsplit(info.artifact_uri).path.lstrip("/")
        logged = self.client.create_logged_model(experiment, name="model", source_run_id=self.run)
        self.logged = logged.model_id
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "weights.bin"), "wb") as file:
                file.write(os.urandom(block))
            with open(os.path.join(folder, "config.json"), "w") as file:
                file.write("{}")
            self.client.log_model_artifacts(self.logged, folder)
        self.client.finalize_logged_model(self.logged, "READY")
        # Versions with files, for the calls that need those.
        self.filled = []

    def use(self):
        """The client takes the token from the environment at each call."""
        os.environ["MLFLOW_TRACKING_TOKEN"] = self.token
        self.bare.refresh()


def api(path):
    return f"/api/2.0/mlflow/{path}"


def search(server, limit, pages):
    token, query = None, f"filter={quote(f'name = {chr(39)}{model}{chr(39)}')}&max_results={limit}"
    for _ in range(pages):
        path = api(f"model-versions/search?{query}") + (f"&page_token={quote(token)}" if token else "")
        token = json.loads(server.bare.ask("GET", path)).get("next_page_token")
        if not token:
            return


def list_all(server):
    token = None
    while True:
        page = server.client.search_model_versions(f"name = '{model}'", max_results=10_000, page_token=token)
        if not (token := page.token):
            return


def metrics(turn):
    return [Metric(f"m{index}", index / 7, 1_700_000_000_000 + turn, turn) for index in range(1_000)]


def number(turn):
    """A version, another one at each turn, spread over all of them."""
    return str(1 + (turn * 7919) % versions)


def stage(turn):
    return ("Staging", "None")[turn % 2]


# Each: through the client, and as bare request; `turn` is another number at each call.
calls = {
    "create version": (
        lambda s, t: s.client.create_model_version(model, f"s3://models/{model}/new-{t}"),
        lambda s, t: s.bare.ask(
            "POST", api("model-versions/create"), {"name": model, "source": f"s3://models/{model}/bare-{t}"}
        ),
    ),
    "register a logged model": (
        lambda s, t: s.filled.append(
            s.client.create_model_version(model, f"models:/{s.logged}", model_id=s.logged).version
        ),
        lambda s, t: s.bare.ask(
            "POST",
            api("model-versions/create"),
            {"name": model, "source": f"models:/{s.logged}", "model_id": s.logged},
        ),
    ),
    "get version": (
        lambda s, t: s.client.get_model_version(model, number(t)),
        lambda s, t: s.bare.ask("GET", api(f"model-versions/get?name={model}&version={number(t)}")),
    ),
    "get model": (
        lambda s, t: s.client.get_registered_model(model),
        lambda s, t: s.bare.ask("GET", api(f"registered-models/get?name={model}")),
    ),
    "search 100 by name": (
        lambda s, t: s.client.search_model_versions(f"name = '{model}'", max_results=100),
        lambda s, t: search(s, 100, 1),
    ),
    "list all": (lambda s, t: list_all(s), lambda s, t: search(s, 10_000, 1_000)),
    "set alias": (
        lambda s, t: s.client.set_registered_model_alias(model, "champion", number(t)),
        lambda s, t: s.bare.ask(
            "POST",
            api("registered-models/alias"),
            {"name": model, "alias": "champion", "version": number(t)},
        ),
    ),
    "get by alias": (
        lambda s, t: s.client.get_model_version_by_alias(model, "champion"),
        lambda s, t: s.bare.ask("GET", api(f"registered-models/alias?name={model}&alias=champion")),
    ),
    "transition": (
        lambda s, t: s.client.transition_model_version_stage(model, s.filled[0], stage(t)),
        lambda s, t: s.bare.ask(
            "POST",
            api("model-versions/transition-stage"),
            {"name": model, "version": s.filled[1], "stage": stage(t), "archive_existing_versions": False},
        ),
    ),
    "log-batch of 1,000 metrics": (
        lambda s, t: s.client.log_batch(s.run, metrics=metrics(t)),
        lambda s, t: s.bare.ask(
            "POST",
            api("runs/log-batch"),
            {
                "run_id": s.run,
                "metrics": [
                    {"key": m.key, "value": m.value, "timestamp": m.timestamp, "step": m.step}
                    for m in metrics(t + 500_000)
                ],
            },
        ),
    ),
}


def timed(call, server, turn):
    """Milliseconds that a call takes."""
    server.use()
    begin = time.perf_counter()
    call(server, turn)
    return (time.perf_counter() - begin) * 1000


def measure(servers, both, rounds, seconds, begin=0):
    """Calls each server by turns, first once unmeasured, for at most so long."""
    times = {name: {"client": [], "own": []} for name in servers}
    end = time.monotonic() + seconds
    for turn in range(begin, begin + rounds + 1):
        for name, server in servers.items():
            client, own = (timed(call, server, turn) for call in both)
            if turn > begin:
                times[name]["client"].append(client)
                times[name]["own"].append(own)
        if turn > begin + 2 and time.monotonic() > end:
            break
    return times


def upload_calls(folder, size):
    """Uploads of a large file, whose bytes are others at each call."""
    path = os.path.join(folder, "large.bin")
    with open(path, "wb") as file:
        for _ in range(size // block):
            file.write(os.urandom(block))

    def changed(name, turn):
        with open(path, "r+b") as file:
            file.write(f"{name} {turn} {time.time_ns()}".encode())

    def client(server, turn):
        server.client.log_artifact(server.run, path, f"client-{turn}")

    def own(server, turn):
        at = f"/api/2.0/mlflow-artifacts/artifacts{server.files}/own-{turn}/large.bin"
        server.bare.ask("PUT", at, file=path)

    return changed, client, own


def measure_upload(servers, size, rounds):
    times = {name: {"client": [], "own": []} for name in servers}
    with tempfile.TemporaryDirectory(dir=given["scratch"]) as folder:
        changed, client, own = upload_calls(folder, size)
        for turn in range(rounds):
            for kind, call in (("client", client), ("own", own)):
                for name, server in servers.items():
                    changed(name, turn)
                    times[name][kind].append(timed(call, server, turn))
    return times


servers = {name: Server(**about) for name, about in given["servers"].items()}
answer = {
    name: measure(servers, both, given["rounds"], given["seconds"]) for name, both in calls.items()
}
if given.get("upload"):
    answer["upload"] = measure_upload(servers, given["upload"], 3)
print(json.dumps(answer))
