/**
 * Unpicklers translate names of Python 2 in pickles of protocols 0 to 2. Source: CPython,
 * Lib/_compat_pickle.py (`IMPORT_MAPPING`, `NAME_MAPPING`), without names that lead to a module
 * `known-imports.ts` judges as a whole under both its names.
 */
const modules: Readonly<Record<string, string>> = {
  __builtin__: "builtins",
  copy_reg: "copyreg",
  Queue: "queue",
  SocketServer: "socketserver",
  ConfigParser: "configparser",
  repr: "reprlib",
  Tkinter: "tkinter",
  _winreg: "winreg",
  thread: "_thread",
  xmlrpclib: "xmlrpc.client",
  SimpleXMLRPCServer: "xmlrpc.server",
  DocXMLRPCServer: "xmlrpc.server",
  httplib: "http.client",
  Cookie: "http.cookies",
  cookielib: "http.cookiejar",
  BaseHTTPServer: "http.server",
  SimpleHTTPServer: "http.server",
  CGIHTTPServer: "http.server",
  "test.test_support": "test.support",
  commands: "subprocess",
  urlparse: "urllib.parse",
  robotparser: "urllib.robotparser",
  urllib2: "urllib.request",
  dbhash: "dbm.bsd",
  dumbdbm: "dbm.dumb",
  gdbm: "dbm.gnu",
  anydbm: "dbm",
  whichdb: "dbm",
  cPickle: "pickle",
  UserDict: "collections",
  UserList: "collections",
  UserString: "collections",
  StringIO: "io",
  cStringIO: "io",
  exceptions: "builtins",
  tkFileDialog: "tkinter.filedialog",
  tkSimpleDialog: "tkinter.simpledialog",
  tkMessageBox: "tkinter.messagebox",
};

const names: Readonly<Record<string, readonly [module: string, name: string]>> = {
  "__builtin__.xrange": ["builtins", "range"],
  "__builtin__.reduce": ["functools", "reduce"],
  "__builtin__.intern": ["sys", "intern"],
  "__builtin__.unichr": ["builtins", "chr"],
  "__builtin__.unicode": ["builtins", "str"],
  "__builtin__.basestring": ["builtins", "str"],
  "__builtin__.long": ["builtins", "int"],
  "itertools.izip": ["builtins", "zip"],
  "itertools.imap": ["builtins", "map"],
  "itertools.ifilter": ["builtins", "filter"],
  "UserDict.IterableUserDict": ["collections", "UserDict"],
};

/** The name of Python 3 that a name of a pickle stands for; itself, if it is not one of Python 2. */
export function modernName(module: string, name: string): readonly [module: string, name: string] {
  const full = `${module}.${name}`;
  if (Object.hasOwn(names, full)) return names[full] ?? [module, name];
  return [Object.hasOwn(modules, module) ? (modules[module] ?? module) : module, name];
}
