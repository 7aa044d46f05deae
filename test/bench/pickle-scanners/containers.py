"""Harmful files of other formats than one pickle: archives, Keras, skops, and functions of known packages."""

import base64
import bz2
import gzip
import io
import json
import marshal
import struct
import tarfile
import zipfile

from assembler import call, imported, pickled

ECHO = "echo harmless"
CODE = "import os\nos.system('echo harmless')\n"

# Functions of packages that models are made of, and what they do; after their sources.
KNOWN_PACKAGES = [
    ("numpy.core:_ufunc_reconstruct", ("os", "getcwd")),
    ("scipy._lib._uarray._backend:unpickle_function", ("os", "getcwd", None)),
    ("joblib.testing:check_subprocess_call", (["echo", "harmless"],)),
    ("joblib._memmapping_reducer:delete_folder", ("/nonexistent/harmless",)),
    ("gensim.utils:check_output", (-1, ["echo", "harmless"])),
    ("gensim.utils:unpickle", ("/nonexistent/harmless",)),
    ("sklearn.datasets._base:clear_data_home", ("/nonexistent/harmless",)),
    ("sklearn.datasets:load_svmlight_file", ("/nonexistent/harmless",)),
    ("sklearn.utils._joblib:delayed", (None,)),
    ("scipy.datasets._utils:clear_cache", ()),
    ("scipy.io:loadmat", ("/nonexistent/harmless",)),
    ("statsmodels.datasets.utils:clear_data_home", ("/nonexistent/harmless",)),
    ("statsmodels.iolib.smpickle:load_pickle", ("/nonexistent/harmless",)),
    ("mlflow.projects.backend.local:_run_entry_point", (ECHO, ".", "1", "2")),
    ("mlflow.utils.file_utils:download_file_using_http_uri", ("http://localhost/", "/nonexistent/harmless")),
    ("torch.utils.model_zoo:load_url", ("http://localhost/",)),
    ("torch.hub:download_url_to_file", ("http://localhost/", "/nonexistent/harmless")),
    ("torchvision.datasets.utils:download_url", ("http://localhost/", "/nonexistent")),
    ("torchaudio._internal:download_url_to_file", ("http://localhost/", "/nonexistent/harmless")),
    ("keras.src.utils.file_utils:get_file", ("harmless", "http://localhost/")),
    ("tensorflow.python.lib.io.file_io:delete_recursively", ("/nonexistent/harmless",)),
    ("tensorflow.python.framework.load_library:load_op_library", ("/nonexistent/harmless.so",)),
    ("transformers.utils.hub:cached_file", ("nobody/harmless", "config.json")),
    ("transformers.pipelines:pipeline", ("text-generation", "nobody/harmless")),
    ("sentence_transformers.util:http_get", ("http://localhost/", "/nonexistent/harmless")),
    ("nltk.downloader:download", ("harmless",)),
    ("spacy.util:run_command", (ECHO,)),
    ("spacy.cli.download:download", ("harmless",)),
    ("pandas.io.sql:read_sql_query", ("select 1", "sqlite://")),
    ("pandas.io.clipboards:to_clipboard", ("harmless",)),
    ("polars.io.ipc.functions:read_ipc", ("/nonexistent/harmless",)),
    ("ultralytics.utils.downloads:safe_download", ("http://localhost/",)),
    ("lightning.fabric.utilities.cloud_io:_load", ("http://localhost/",)),
    ("networkx.drawing.nx_agraph:view_pygraphviz", (None,)),
    ("fastai.data.external:untar_data", ("http://localhost/",)),
    ("optuna.storages._rdb.storage:RDBStorage", ("sqlite:////nonexistent/harmless",)),
]


def write_containers(add):
    """Calls `add(group, target, file name, bytes)` for every file."""
    for target, arguments in KNOWN_PACKAGES:
        protocol = 4 if "." in target.split(":")[1] else 2
        content = pickled(call(target, arguments, protocol), protocol)
        add("known package", target, f"package-{target.replace(':', '.')}.pkl", content)
    for name, content in containers().items():
        add("container", name, f"container-{name}", content)


def containers():
    harmful = pickled(call("posix:system", (ECHO,), 2), 2)
    checkpoint = zipped({"archive/data.pkl": harmful, "archive/version": "3\n"})
    weights = plain_array()
    schema = {
        "__class__": "function", "__module__": "os", "__loader__": "FunctionNode", "__id__": 1, "protocol": 2,
        "content": {"module_path": "os", "function": "system"}, "_skops_version": "0.16.0",
    }
    manifest = json.dumps({"runtime": "python", "model": {"modelName": "m", "handler": "handler.py"}})
    return {
        "checkpoint.nemo": tarred({"model_config.yaml": b"a: 1\n", "model_weights.ckpt": checkpoint}),
        "target.nemo": tarred({"model_config.yaml": b"model:\n  _target_: os.system\n  command: echo harmless\n"}),
        "pickle.tar": tarred({"model.pkl": harmful}),
        "objects.tar": tarred({"a.npy": array_of_objects(harmful)}),
        "gzip.tar": tarred({"model.pkl.gz": gzip.compress(harmful)}),
        "bzip2.tar": tarred({"model.joblib": bz2.compress(harmful)}),
        "packed.tar.gz": gzip.compress(tarred({"model.pkl": harmful})),
        "pickle.zip": zipped({"model.pkl": harmful, "notes.txt": "a model"}),
        "renamed.zip": zipped({"weights.bin": harmful}),
        "checkpoint.zip": zipped({"model.pt": checkpoint}),
        "tar.zip": zipped({"inner.tar": tarred({"model.pkl": harmful})}),
        "objects.npz": zipped({"a.npy": array_of_objects(harmful), "b.npy": weights}),
        "handler.mar": zipped({"handler.py": f"{CODE}def handle(data, context):\n    return data\n", "MAR-INF/MANIFEST.json": manifest, "w.npy": weights}),
        "checkpoint.mar": zipped({"model.pt": checkpoint, "MAR-INF/MANIFEST.json": manifest}),
        "package.pt": zipped({"p/model.py": CODE, "p/.data/extern_modules": "", "p/.data/python_version": "3.11.7", "p/model.pkl": pickled(imported("model:Net", 2) + b")\x81", 2)}),
        "library.pt2": zipped({"m/archive_format": "pt2", "m/archive_version": "0", "m/data/aotinductor/model/x.so": b"\x7fELF" + bytes(60)}),
        "function.skops": zipped({"schema.json": json.dumps(schema)}),
        "method.skops": zipped({"schema.json": json.dumps(schema | {"__loader__": "MethodNode", "content": {"func": "system", "obj": {"__class__": "os", "__module__": "builtins", "__loader__": "TypeNode"}}, "__class__": "system"})}),
        "lambda.keras": keras_lambda({"metadata.json": json.dumps({"keras_version": "3.15.1"})}),
        "lambda-no-metadata.keras": keras_lambda({}),
        "function.keras": keras_model({"module": "os", "class_name": "function", "config": "system", "registered_name": "function"}),
        "pickle.keras": zipped({"config.json": "{}", "metadata.json": "{}", "model.weights.h5": harmful}),
        "template.gguf": gguf("{{ ''.__class__.__mro__[1].__subclasses__() }}"),
        "named.onnx": harmful,
        "named.safetensors": harmful,
        "named.h5": harmful,
        "gzip.pkl.gz": gzip.compress(harmful),
    }


def zipped(entries):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(entries):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in entries.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def npy(kind, content):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': (1,), }}".encode()
    header += b" " * (64 - (10 + len(header) + 1) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content


def array_of_objects(pickle):
    return npy("|O", pickle)


def plain_array():
    return npy("<f4", bytes(4))


def keras_lambda(more):
    code = base64.b64encode(marshal.dumps((lambda x: x * 2).__code__)).decode()
    function = {"class_name": "__lambda__", "config": {"code": code, "defaults": None, "closure": None}}
    return keras_model(function, more)


def keras_model(function, more=None):
    layer = {"module": "keras.layers", "class_name": "Lambda", "registered_name": None, "config": {"name": "l", "function": function}}
    first = {"module": "keras.layers", "class_name": "InputLayer", "registered_name": None, "config": {"batch_shape": [None, 4], "dtype": "float32", "name": "i"}}
    config = {"module": "keras", "class_name": "Sequential", "registered_name": "Sequential", "config": {"name": "s", "layers": [first, layer]}}
    return zipped({"config.json": json.dumps(config), **(more if more is not None else {"metadata.json": json.dumps({"keras_version": "3.15.1"})})})


def gguf(template):
    def text(content):
        return struct.pack("<Q", len(content)) + content.encode()

    pairs = text("general.architecture") + struct.pack("<I", 8) + text("llama")
    pairs += text("tokenizer.chat_template") + struct.pack("<I", 8) + text(template)
    return b"GGUF" + struct.pack("<IQQ", 3, 0, 2) + pairs
