import { describe, expect, it } from "vitest";
import { assemble, callText, global, text, type Instruction } from "../support/pickle-assembler.ts";
import { scanBytes } from "./scan-bytes.ts";

const call = (module: string, name: string, ...args: readonly Instruction[]): Buffer =>
  assemble(global(module, name), "MARK", ...args, "TUPLE", "REDUCE");

/** Returns the pickle of a class's instance with a state. */
const instance = (module: string, name: string, ...state: readonly Instruction[]): Buffer =>
  assemble(global(module, name), "EMPTY_TUPLE", "NEWOBJ", ...state, "BUILD");

describe("what is taken by its name", () => {
  const getattr = (...args: readonly Instruction[]): Buffer => call("builtins", "getattr", ...args);

  it.each([
    ["a method of text", getattr(global("builtins", "str"), text("lower"))],
    ["a method of Python 2's text", getattr(global("__builtin__", "unicode"), text("split"))],
    ["how zoneinfo rebuilds a zone", getattr(global("zoneinfo", "ZoneInfo"), text("_unpickle"))],
    [
      "a bound method of an estimator",
      getattr(
        assemble(global("sklearn.preprocessing", "Binarizer"), "EMPTY_TUPLE", "NEWOBJ"),
        text("transform"),
      ),
    ],
    [
      "NumPy's way to name a ufunc",
      call("numpy.core", "_ufunc_reconstruct", text("numpy"), text("log1p")),
    ],
    ["dill's name for a plain type", call("dill._dill", "_load_type", text("NoneType"))],
  ])("%s is no danger", async (_, bytes) => {
    expect((await scanBytes(assemble(bytes, "STOP"))).verdict).toBe("needs-code");
  });

  it.each([
    ["another module's function", getattr(global("posix", "path"), text("os"))],
    ["what leads out of a class", getattr(global("builtins", "str"), text("__subclasses__"))],
    ["a dotted name", getattr(global("sklearn.utils", "fixes"), text("threading.Thread"))],
    [
      "a program by NumPy's way",
      call("numpy.core", "_ufunc_reconstruct", text("subprocess"), text("run")),
    ],
    [
      "a program by SciPy's way",
      call("scipy._lib._uarray._backend", "unpickle_function", text("os"), text("popen"), "NONE"),
    ],
    ["dill's name for a type of code", call("dill._dill", "_load_type", text("CodeType"))],
    [
      "an array made by something else",
      call("dill._dill", "_create_array", global("os", "system"), text("true")),
    ],
    [
      "a name that is computed",
      getattr(global("builtins", "str"), callText("builtins", "str", "x")),
    ],
  ])("%s is dangerous", async (_, bytes) => {
    expect((await scanBytes(assemble(bytes, "STOP"))).verdict).toBe("dangerous");
  });

  it.each([
    ["as an argument", call("functools", "partial", global("builtins", "getattr"))],
    ["in a list", assemble("EMPTY_LIST", global("builtins", "getattr"), "APPEND")],
    ["in a dict", assemble("EMPTY_DICT", text("f"), global("builtins", "getattr"), "SETITEM")],
    ["as a state", instance("sklearn.base", "BaseEstimator", global("builtins", "getattr"))],
    ["as the object itself", assemble(global("builtins", "getattr"))],
  ])("getattr handed on %s is dangerous, since others may call it", async (_, bytes) => {
    expect((await scanBytes(assemble(bytes, "STOP"))).verdict).toBe("dangerous");
  });
});

describe("what is called", () => {
  it.each([
    ["numpy.lib.recfunctions", "append_fields"],
    ["sklearn.utils.extmath", "randomized_svd"],
    ["torch.nn.functional", "relu"],
    ["sklearn.pipeline", "Pipeline.fit"],
    ["mypackage.models", "restore"],
  ])("the function %s.%s is warned of, with its arguments", async (module, name) => {
    const { verdict, findings, description } = await scanBytes(
      assemble(callText(module, name, "one"), "STOP"),
    );
    expect(verdict).toBe("needs-code");
    expect(description.calls).toEqual([`${module}.${name}`]);
    const found = findings.find(({ code }) => code === "pickle-function-call");
    expect(found?.message).toContain(`${module}.${name}("one")`);
  });

  it.each([
    ["sklearn.linear_model", "Ridge"],
    ["pandas._libs.internals", "_unpickle_block"],
    ["pandas.core.indexes.interval", "_new_IntervalIndex"],
    ["sklearn.tree._tree", "__pyx_unpickle_Tree"],
    ["sklearn.neighbors._kd_tree", "newObj"],
    ["numpy.core.multiarray", "_reconstruct"],
  ])("%s.%s only rebuilds", async (module, name) => {
    const { description, codes } = await scanBytes(assemble(callText(module, name, "one"), "STOP"));
    expect(description.calls).toBeUndefined();
    expect(codes).not.toContain("pickle-function-call");
  });

  it("what is only referred to is not called", async () => {
    const bytes = instance(
      "sklearn.preprocessing",
      "FunctionTransformer",
      "EMPTY_DICT",
      text("func"),
      global("sklearn.utils.extmath", "row_norms"),
      "SETITEM",
    );
    const { verdict, findings } = await scanBytes(assemble(bytes, "STOP"));
    expect({ verdict, findings }).toEqual({ verdict: "needs-code", findings: [] });
  });

  it.each(["hash", "print", "repr", "isinstance", "format", "memoryview"])(
    "the harmless builtin %s is no danger",
    async (name) => {
      const { verdict } = await scanBytes(assemble(global("builtins", name), "STOP"));
      expect(verdict).toBe("needs-code");
    },
  );

  it("a package's own submodule may be called builtins, not pickle", async () => {
    const own = await scanBytes(assemble(global("tpot.builtins.estimator", "Stacking"), "STOP"));
    expect(own.verdict).toBe("needs-code");
    const copy = await scanBytes(assemble(global("mypackage.externals.pickle", "loads"), "STOP"));
    expect(copy.verdict).toBe("dangerous");
  });

  it("the arguments of a dangerous call are shown", async () => {
    const { findings } = await scanBytes(assemble(callText("os", "system", "rm -r x"), "STOP"));
    const found = findings.find(({ code }) => code === "pickle-dangerous-call");
    expect(found?.message).toContain('os.system("rm -r x")');
  });
});

describe("a distribution of SciPy", () => {
  const distribution = (template: string): Promise<{ verdict: string }> =>
    scanBytes(
      assemble(
        instance(
          "scipy.stats._continuous_distns",
          "norm_gen",
          "EMPTY_DICT",
          text("_parse_arg_template"),
          text(template),
          "SETITEM",
        ),
        "STOP",
      ),
    );

  it("may carry what SciPy executes of its own", async () => {
    const template = [
      "",
      "def _parse_args(self, a,  loc=0, scale=1):",
      "    return (a,), loc, scale",
      "",
      "def _parse_args_rvs(self, a,  loc=0, scale=1, size=None):",
      "    return self._argcheck_rvs(a, loc, scale, size=size)",
      "",
      "def _parse_args_stats(self, a,  loc=0, scale=1, moments='mv'):",
      "    return (a,), loc, scale, moments",
      "",
    ].join("\n");
    expect((await distribution(template)).verdict).toBe("needs-code");
  });

  it.each([
    "import os",
    "def _parse_args(self, a=print(1)):",
    "    return self._argcheck_rvs(exit())",
    "def _parse_args(self):\n    return (), 0, 1; import os",
  ])("is dangerous with %j", async (template) => {
    expect((await distribution(template)).verdict).toBe("dangerous");
  });
});

describe("what an estimator is for", () => {
  it.each([
    ["sklearn.svm._classes", "SVC", "classification"],
    ["sklearn.linear_model._base", "LinearRegression", "regression"],
    ["sklearn.cluster._kmeans", "KMeans", "clustering"],
    ["sklearn.ensemble._iforest", "IsolationForest", "outlier-detection"],
    ["elsewhere", "SVC", undefined],
  ])("%s.%s: %s", async (module, name, task) => {
    const bytes = instance(module, name, "EMPTY_DICT");
    expect((await scanBytes(assemble(bytes, "STOP"))).description.task).toBe(task);
  });

  it("Python's own classes are no framework", async () => {
    const bytes = assemble(callText("uuid", "UUID", "0"), "STOP");
    expect((await scanBytes(bytes)).description.framework).toBeUndefined();
  });
});
