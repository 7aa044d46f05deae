/**
 * Lists of the Python names that pickles import. The order of precedence is in
 * `classify-import.ts`; a name in none of these lists is unknown, which is never classified as fine.
 *
 * Sources of the lists, with their reasons:
 * - PyTorch, torch/_weights_only_unpickler.py (`_get_allowed_globals`)
 * - picklescan, src/picklescan/scanner.py (`_safe_globals`, `_unsafe_globals`) and its advisories
 * - fickling, fickling/fickle.py (`UNSAFE_IMPORTS`, `SAFE_BUILTINS`), fickling/ml.py and its advisories
 * - modelaudit, detectors/suspicious_symbols.py
 * - CPython, Lib/pickle.py and Lib/copyreg.py (what picklers themselves write)
 */

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== "");

const storages = words(`
  DoubleStorage FloatStorage HalfStorage BFloat16Storage LongStorage IntStorage ShortStorage
  CharStorage ByteStorage BoolStorage ComplexDoubleStorage ComplexFloatStorage QUInt8Storage
  QInt8Storage QInt32Storage QUInt4x2Storage QUInt2x4Storage
`);

const torchTypes = words(`
  float64 double float32 float float16 half bfloat16 float8_e4m3fn float8_e5m2 float8_e4m3fnuz
  float8_e5m2fnuz float8_e8m0fnu float4_e2m1fn_x2 int64 long int32 int int16 short int8 uint8 uint16
  uint32 uint64 bool complex32 complex64 complex128 qint8 quint8 qint32 quint4x2 quint2x4
  per_tensor_affine per_tensor_symmetric per_channel_affine per_channel_symmetric
  per_channel_affine_float_qparams Size Tensor device
`);

const arrayCore = words("_reconstruct scalar");

/** Names whose call makes numbers, text and containers and does nothing else. */
export const dataImports: Readonly<Record<string, readonly string[]>> = {
  builtins: words(
    "bool int float complex str bytes bytearray list tuple set frozenset dict object range slice",
  ),
  collections: words("OrderedDict Counter deque"),
  copyreg: words("_reconstructor __newobj__ __newobj_ex__"),
  _codecs: ["encode"],
  datetime: words("date datetime time timedelta timezone"),
  decimal: ["Decimal"],
  fractions: ["Fraction"],
  numpy: words(`
    ndarray dtype matrix bool_ bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32
    float64 longdouble complex64 complex128 str_ bytes_ intc intp longlong ulonglong
  `),
  "numpy.core.multiarray": arrayCore,
  "numpy._core.multiarray": arrayCore,
  "numpy.core.numeric": ["_frombuffer"],
  "numpy._core.numeric": ["_frombuffer"],
  "numpy.ma.core": ["_mareconstruct"],
  "joblib.numpy_pickle": ["NumpyArrayWrapper"],
  "sklearn.externals.joblib.numpy_pickle": ["NumpyArrayWrapper"],
  torch: [...storages, ...torchTypes],
  "torch.cuda": storages,
  "torch.storage": words("TypedStorage UntypedStorage _TypedStorage _UntypedStorage"),
  "torch._utils": words(`
    _rebuild_parameter _rebuild_parameter_with_state _rebuild_qtensor _rebuild_tensor
    _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_sparse_tensor _rebuild_meta_tensor_no_storage
    _rebuild_device_tensor_from_numpy _rebuild_device_tensor_from_cpu_tensor
  `),
  "torch.nn.parameter": ["Parameter", "Buffer"],
  "torch.serialization": ["_get_layout"],
  "torch.jit._pickle": words(
    "build_intlist build_tensorlist build_doublelist build_boollist restore_type_tag",
  ),
};

/**
 * Names of the standard library that models have good reason to use though their module is dangerous
 * as a whole, or that are known though no library of `knownPackages`.
 */
export const knownImports: Readonly<Record<string, readonly string[]>> = {
  builtins: words(`
    abs all any divmod enumerate len max min pow reversed round sorted sum zip type staticmethod
    classmethod property super NotImplemented Ellipsis Exception ValueError TypeError KeyError
    IndexError AttributeError RuntimeError NotImplementedError ArithmeticError ZeroDivisionError
    OverflowError AssertionError LookupError OSError IOError UserWarning DeprecationWarning
    RuntimeWarning FutureWarning Warning BaseException StopIteration hash print repr chr ord ascii
    isinstance issubclass callable format id iter next memoryview bin hex oct filter map
  `),
  argparse: ["Namespace"],
  array: ["array", "_array_reconstructor"],
  collections: words("defaultdict namedtuple ChainMap UserDict UserList UserString"),
  enum: words("Enum IntEnum Flag IntFlag"),
  functools: ["partial"],
  _io: words("BytesIO StringIO"),
  io: words("BytesIO StringIO"),
  "joblib.memory": words("NotMemorizedFunc NotMemorizedResult MemorizedFunc Memory"),
  itertools: words("chain count cycle repeat islice product"),
  logging: words("getLogger Logger RootLogger"),
  operator: words(
    "itemgetter add sub mul truediv floordiv mod neg eq ne lt le gt ge and_ or_ not_",
  ),
  _operator: words(
    "itemgetter add sub mul truediv floordiv mod neg eq ne lt le gt ge and_ or_ not_",
  ),
  "numpy.random._pickle": words("__generator_ctor __bit_generator_ctor __randomstate_ctor"),
  pathlib: words("Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath"),
  "pathlib._local": words("Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath"),
  random: ["Random"],
  re: ["_compile"],
  string: ["Template"],
  threading: ["local"],
  types: words("SimpleNamespace MappingProxyType NoneType GenericAlias"),
  uuid: ["UUID", "SafeUUID"],
  zoneinfo: words("ZoneInfo ZoneInfo._unpickle"),
};

/** Packages whose classes models are made of: loading runs their code, which is what they are for. */
export const knownPackages: ReadonlySet<string> = new Set(
  words(`
    sklearn numpy scipy pandas joblib torch torchvision torchaudio transformers tokenizers
    sentence_transformers diffusers accelerate peft timm xgboost lightgbm catboost keras tensorflow
    imblearn category_encoders statsmodels skops sktime pmdarima prophet spacy thinc gensim nltk fastai
    pytorch_lightning lightning ultralytics optuna shap polars pyarrow mlflow hmmlearn lifelines
    surprise implicit __torch__ skorch feature_engine mlxtend sparse networkx
  `),
);

export type Danger =
  | "runs-programs"
  | "runs-code"
  | "reaches-anything"
  | "network"
  | "files"
  | "unpickles"
  | "builtin";

/** Reasons why names are dangerous, as the end of “… because it”. */
export const dangerReasons: Readonly<Record<Danger, string>> = {
  "runs-programs": "can start programs or control processes",
  "runs-code": "can run code that the file carries",
  "reaches-anything": "can reach any other function by its name",
  network: "can open network connections",
  files: "can read, write or delete files",
  unpickles: "loads further pickles, which are not seen here",
  builtin: "calls a function of Python itself that data is not made with",
};

/** Modules that no model has reason to import, with all they contain, submodules included. */
export const dangerousModules: ReadonlyMap<string, Danger> = byDanger({
  "runs-programs": `
    os posix nt subprocess _posixsubprocess _winapi pty commands multiprocessing _multiprocessing
    concurrent signal _signal pexpect ptyprocess pipes webbrowser antigravity _osx_support _aix_support
    platform venv ensurepip pip setuptools distutils sched _pyrepl psutil sh plumbum fabric invoke
    paramiko msvcrt winreg _winreg crypt resource popen2
  `,
  "runs-code": `
    code codeop runpy marshal types timeit trace cProfile profile
    _lsprof pdb bdb doctest unittest test idlelib lib2to3 pydoc py_compile compileall ctypes _ctypes
    _ctypes_test cffi _cffi_backend cloudpickle dill _interpreters _xxsubinterpreters interpreters
    _testcapi _testinternalcapi _opcode __main__.__builtins__ site sitecustomize usercustomize atexit
    threading _thread thread numba.core.serialize IPython ipykernel rlcompleter tkinter _tkinter
    turtle nose pytest _pytest cython Cython jinja2 mako exec eval compile gdb numpy.f2py
    numpy.testing numpy.distutils numexpr numpy.ctypeslib gettext annotationlib triton
  `,
  "reaches-anything": `
    sys importlib _frozen_importlib _frozen_importlib_external _imp imp pkgutil zipimport gc inspect
    operator _operator copyreg copy_reg functools _functools six.moves future.builtins past.builtins weakref.finalize
    ast dis symtable traceback linecache modulefinder __future__.__builtins__ encodings pkg_resources
  `,
  network: `
    socket _socket ssl _ssl httplib http urllib urllib2 urllib3 requests aiohttp httpx asyncio _asyncio
    smtplib smtpd imaplib ftplib poplib telnetlib nntplib socketserver SocketServer xmlrpc xmlrpclib
    SimpleXMLRPCServer select selectors wsgiref cgi cgitb websockets twisted tornado
  `,
  files: `
    shutil tempfile filecmp fileinput glob mmap fcntl termios tarfile zipfile _io io sqlite3 _sqlite3
    dbm _dbm _gdbm dbhash dumbdbm gdbm anydbm whichdb logging syslog difflib gzip bz2 lzma
    ntpath posixpath nturl2path mailbox netrc codecs filelock scipy.io
  `,
  unpickles: "pickle _pickle cPickle shelve pickletools jsonpickle",
  builtin: "builtins __builtin__ __builtins__",
});

/** Single names of modules that are otherwise unknown or known; a dotted name covers what is below it. */
export const dangerousNames: ReadonlyMap<string, Danger> = byDanger({
  "runs-programs": `
    uuid._get_command_stdout uuid._popen uuid._ifconfig_getter uuid._netstat_getter uuid._arp_getter
    torch._inductor.codecache.compile_file torch.utils.collect_env torch.utils.cpp_extension
    numpy.distutils.exec_command joblib.externals.loky torch.distributed.elastic.multiprocessing
    joblib.testing gensim.utils.check_output mlflow.projects mlflow.utils.process mlflow.pyfunc.backend
    mlflow.utils.virtualenv mlflow.utils.conda nltk.internals nltk.parse.malt nltk.tag.stanford
    nltk.tag.senna nltk.tag.hunpos nltk.classify.megam nltk.classify.weka nltk.inference
    spacy.util.run_command spacy.cli torch.utils._cpp_extension_versioner
    torch.distributed.run torch.distributed.launch pytorch_lightning.cli lightning.fabric.cli
    scipy._lib._testutils statsmodels.tools.print_version statsmodels.tools.testing
    ultralytics.utils.checks ultralytics.utils.downloads optuna.cli
    transformers.commands tensorflow.python.platform.resource_loader xgboost.testing
    sktime.utils._testing networkx.drawing.nx_agraph
  `,
  "runs-code": `
    builtins.eval builtins.exec builtins.compile builtins.breakpoint builtins.input
    __builtin__.eval __builtin__.compile __builtin__.execfile __builtin__.apply
    torch._dynamo.guards.GuardBuilder torch.utils.bottleneck torch.jit.unsupported_tensor_ops
    torch.fx.experimental.symbolic_shapes.ShapeEnv torch.jit._script torch.hub torch.compile
    torch.package torch.testing torch.fx.graph_module torch.fx.graph torch._dynamo torch._inductor
    torch.ops.load_library torch.classes.load_library torch.utils.data.datapipes.utils.decoder
    pandas.eval pandas.core.computation numpy.lib.utils.safe_eval
    numpy.core._internal._ctypes sympy.sympify sympy.core.sympify sympy.parsing sympy.utilities.lambdify
    keras.src.utils.python_utils.func_load keras.utils.func_load tensorflow.load_op_library
    tensorflow.load_library sklearn.utils._testing logging.config dataclasses._create_fn
    dataclasses.make_dataclass typing.ForwardRef._evaluate typing._eval_type typing.get_type_hints
    pandas.core.frame.DataFrame.query torch.distributed.nn.jit torch.onnx.verification
    transformers.dynamic_module_utils sklearn.utils.estimator_checks
    scipy._lib.doccer scipy._lib._docscrape scipy.weave numpy.lib._utils_impl.safe_eval
    scipy.stats._distn_infrastructure.rv_generic._construct_argparser
    spacy.util.import_file mlflow.utils.autologging_utils
    keras.src.saving.serialization_lib.enable_unsafe_deserialization keras.config.enable_unsafe_deserialization
  `,
  "reaches-anything": `
    builtins.setattr builtins.delattr builtins.globals builtins.locals builtins.vars
    builtins.dir builtins.__import__ torch.distributed.rpc torch.utils._config_module scipy._lib.deprecation
    sklearn.utils.validation.__import__ django.utils.module_loading pydantic.utils.import_string
    joblib.func_inspect joblib.memory string.Formatter
    spacy.util.get_object_name nltk.util.import_from_stdlib mlflow.utils.class_utils optuna._imports warnings._getcategory werkzeug.utils.import_string
  `,
  network: `
    pandas.read_html torch.distributed.init_process_group sklearn.datasets.fetch_openml
    numpy.DataSource numpy.lib._datasource
  `,
  files: `
    builtins.open numpy.fromfile numpy.memmap numpy.save numpy.savez numpy.savetxt numpy.loadtxt numpy.genfromtxt
    numpy.core.memmap numpy._core.memmap numpy.core.multiarray.fromfile numpy._core.multiarray.fromfile
    pandas.read_csv pandas.io.parsers pandas.io.common torch.save joblib.dump linecache.getlines
    fsspec.open fsspec.core.open pandas.core.frame.DataFrame.to_csv pandas.core.frame.DataFrame.to_pickle
    pandas.core.generic.NDFrame.to_csv pandas.core.generic.NDFrame.to_pickle
    sklearn.datasets._base.clear_data_home sklearn.datasets.base.clear_data_home
    sklearn.datasets.clear_data_home ${storeMethods()} joblib._memmapping_reducer.delete_folder
    joblib.disk joblib.logger.PrintTime numpy.ndarray.tofile numpy.ndarray.dump nltk.downloader
    gensim.downloader gensim.utils.pickle ${pathMethods()}
  `,
  unpickles: `
    numpy.load pandas.io.pickle numpy.lib.npyio numpy.lib._npyio_impl numpy.lib.format pandas.read_pickle
    numpy.lib._format_impl pandas.compat.pickle_compat nltk.data.load gensim.utils.unpickle
    gensim.utils.SaveLoad.load sklearn.datasets.load_files joblib.load joblib.numpy_pickle.load joblib.numpy_pickle_compat
    torch.load torch.serialization.load torch.serialization._load torch.serialization._legacy_load
    torch.jit.load torch.multiprocessing sklearn.externals.joblib.load keras.models.load_model
    keras.saving.load_model tensorflow.keras.models.load_model mlflow.pyfunc yaml
  `,
  builtin: "",
});

/** Loads a pickle out of bytes that the pickle itself carries: these are scanned as well. */
export const nestedLoaders: Readonly<Record<string, readonly string[]>> = {
  "torch.storage": ["_load_from_bytes"],
};

/** Wherever one of these is part of a path, the path leads out of the package it begins with. */
export const dangerousSegments: ReadonlySet<string> = new Set(
  words(`
    os posix nt sys subprocess builtins __builtin__ pty shutil socket importlib ctypes runpy marshal
    pickle _pickle cPickle cloudpickle dill system popen eval exec execfile import_module run_module
    codeop _os _sys _shutil _subprocess _importlib
  `),
);

/** Returns the methods of path classes that access files; a path itself is only a name. */
function pathMethods(): string {
  const methods = words(`
    open read_text read_bytes write_text write_bytes unlink rename replace touch mkdir rmdir chmod
    symlink_to hardlink_to
  `);
  return ["pathlib", "pathlib._local"]
    .flatMap((module) => ["Path", "PosixPath", "WindowsPath"].map((name) => `${module}.${name}`))
    .flatMap((path) => methods.map((method) => `${path}.${method}`))
    .join(" ");
}

/**
 * Lists the methods of joblib's stores that change or delete cache files; making a store changes
 * nothing.
 */
function storeMethods(): string {
  return words("clear_location clear_item clear_path clear delete_location enforce_store_limits")
    .flatMap((method) =>
      ["StoreBackendBase", "StoreBackendMixin", "FileSystemStoreBackend"].map(
        (type) => `joblib._store_backends.${type}.${method}`,
      ),
    )
    .join(" ");
}

function byDanger(lists: Readonly<Record<Danger, string>>): ReadonlyMap<string, Danger> {
  const map = new Map<string, Danger>();
  for (const danger of Object.keys(lists) as Danger[]) {
    for (const name of words(lists[danger])) map.set(name, danger);
  }
  return map;
}
