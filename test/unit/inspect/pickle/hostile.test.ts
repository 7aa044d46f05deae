import { describe, expect, it } from "vitest";
import {
  assemble,
  callText,
  global,
  stackGlobal,
  systemTrue,
  text,
} from "../support/pickle-assembler.ts";
import { scanBytes } from "./scan-bytes.ts";

/** Each of these runs, or would have run, past a scanner; the payloads run `true`. */
describe("known ways past a scanner", () => {
  it.each([
    ["os.system as __reduce__ writes it", systemTrue()],
    ["os under its other names: posix", systemTrue("posix")],
    ["os under its other names: nt", systemTrue("nt")],
    [
      "a name of Python 2: commands is subprocess",
      assemble(callText("commands", "getoutput", "true"), "STOP"),
    ],
    ["a name of Python 2: __builtin__", assemble(callText("__builtin__", "eval", "1"), "STOP")],
    [
      "CVE-2025-10157: a submodule of a dangerous module",
      assemble(callText("asyncio.unix_events", "_UnixSubprocessTransport._start", "true"), "STOP"),
    ],
    ["pkgutil.resolve_name", assemble(callText("pkgutil", "resolve_name", "os:system"), "STOP")],
    ["pip.main (CVE-2025-1716)", assemble(callText("pip", "main", "--version"), "STOP")],
    ["operator.attrgetter", assemble(callText("operator", "attrgetter", "system"), "STOP")],
    ["_operator.methodcaller", assemble(callText("_operator", "methodcaller", "system"), "STOP")],
    ["builtins.getattr", assemble(callText("builtins", "getattr", "system"), "STOP")],
    [
      "numpy.f2py.crackfortran.getlincoef",
      assemble(callText("numpy.f2py.crackfortran", "getlincoef", "1"), "STOP"),
    ],
    [
      "numpy.testing._private.utils.runstring",
      assemble(callText("numpy.testing._private.utils", "runstring", "1"), "STOP"),
    ],
    [
      "idlelib.pyshell.ModifiedInterpreter.runcode",
      assemble(callText("idlelib.pyshell", "ModifiedInterpreter.runcode", "1"), "STOP"),
    ],
    [
      "torch.utils.bottleneck.__main__.run_cprofile",
      assemble(callText("torch.utils.bottleneck.__main__", "run_cprofile", "1"), "STOP"),
    ],
    [
      "torch._dynamo.guards.GuardBuilder.get",
      assemble(callText("torch._dynamo.guards", "GuardBuilder.get", "1"), "STOP"),
    ],
    ["uuid._get_command_stdout", assemble(callText("uuid", "_get_command_stdout", "true"), "STOP")],
    ["_io.FileIO", assemble(callText("_io", "FileIO", "/dev/null"), "STOP")],
    [
      "cloudpickle, which brings functions along as code",
      assemble(callText("cloudpickle.cloudpickle", "_make_function", "x"), "STOP"),
    ],
    [
      "another package's copy of cloudpickle",
      assemble(callText("joblib.externals.cloudpickle.cloudpickle", "subimport", "os"), "STOP"),
    ],
    ["pickle.loads", assemble(callText("_pickle", "loads", "x"), "STOP")],
    ["numpy.load of a file beside", assemble(callText("numpy", "load", "other.npy"), "STOP")],
    [
      "a module reached through another one, by a dotted name",
      assemble(
        ["PROTO", 4],
        stackGlobal("torch.serialization", "os.system"),
        text("true"),
        "TUPLE1",
        "REDUCE",
        "STOP",
      ),
    ],
    [
      "a module reached through another one, as a value",
      assemble(["PROTO", 4], stackGlobal("sklearn.utils.validation", "sys"), "STOP"),
    ],
    [
      "what stands behind an attribute",
      assemble(["PROTO", 4], stackGlobal("sklearn.base", "clone.__globals__"), "STOP"),
    ],
    ["a broken pickle that acts before the error", systemTrue().subarray(0, -1)],
    [
      "a broken pickle that acts before nonsense",
      Buffer.concat([systemTrue().subarray(0, -1), Buffer.from([0xff, 0xff])]),
    ],
    [
      "memo tricks: the name stands under another number than its order says",
      assemble(
        text("harmless"),
        ["BINPUT", 0],
        text("os"),
        ["BINPUT", 5],
        text("system"),
        ["BINPUT", 1],
        ["BINGET", 5],
        ["BINGET", 1],
        "STACK_GLOBAL",
        "STOP",
      ),
    ],
    [
      "memo tricks: the memo is written over",
      assemble(
        text("collections"),
        ["BINPUT", 0],
        text("os"),
        ["BINPUT", 0],
        "POP",
        ["BINGET", 0],
        text("system"),
        "STACK_GLOBAL",
        "STOP",
      ),
    ],
    [
      "OBJ whose result is popped",
      assemble("MARK", global("os", "system"), text("true"), "OBJ", "POP", "NONE", "STOP"),
    ],
    ["INST", assemble("MARK", text("true"), ["INST", "os\nsystem"], "STOP")],
    [
      "a call popped with its mark",
      assemble("MARK", callText("os", "system", "true"), "POP_MARK", "NONE", "STOP"),
    ],
    [
      "protocol 0 without any header",
      assemble(
        "MARK",
        text("true"),
        ["PUT", "0"],
        "POP",
        global("os", "system"),
        ["GET", "0"],
        "TUPLE1",
        "REDUCE",
        "STOP",
      ),
    ],
    [
      "a second pickle after a harmless one",
      Buffer.concat([assemble(["PROTO", 4], "NONE", "STOP"), systemTrue()]),
    ],
    [
      "a second pickle that is broken",
      Buffer.concat([assemble("NONE", "STOP"), systemTrue().subarray(0, -1)]),
    ],
    ["a pickle within bytes", assemble(["PROTO", 4], ["BINBYTES", systemTrue()], "STOP")],
    ["a pickle within a bytearray", assemble(["PROTO", 5], ["BYTEARRAY8", systemTrue()], "STOP")],
    [
      "a broken pickle within bytes",
      assemble(["PROTO", 4], ["BINBYTES", systemTrue().subarray(0, -1)], "STOP"),
    ],
    [
      "a pickle within text that _codecs.encode makes bytes",
      assemble(
        ["PROTO", 2],
        global("_codecs", "encode"),
        text(systemTrue().toString("latin1")),
        text("latin1"),
        "TUPLE2",
        "REDUCE",
        "STOP",
      ),
    ],
    [
      "a pickle within bytes within bytes",
      assemble(["BINBYTES", assemble(["BINBYTES", systemTrue()], "STOP")], "STOP"),
    ],
    [
      "a pickle far into long bytes of pickles",
      assemble(
        [
          "BINBYTES",
          Buffer.concat([assemble(["BINBYTES", new Uint8Array(9000)], "STOP"), systemTrue()]),
        ],
        "STOP",
      ),
    ],
    [
      "a name computed while loading",
      assemble(
        callText("builtins", "str", "os"),
        text("system"),
        "STACK_GLOBAL",
        text("true"),
        "TUPLE1",
        "REDUCE",
        "STOP",
      ),
    ],
    [
      "a class that is changed",
      assemble(
        global("sklearn.base", "BaseEstimator"),
        "EMPTY_DICT",
        text("fit"),
        ["BININT1", 1],
        "SETITEM",
        "BUILD",
        "STOP",
      ),
    ],
    [
      "an item set on something imported",
      assemble(global("sklearn", "show_versions"), text("a"), ["BININT1", 1], "SETITEM", "STOP"),
    ],
    [
      "a frame that claims to be shorter than it is",
      assemble(["PROTO", 4], ["FRAME", 1], callText("os", "system", "true"), "STOP"),
    ],
    [
      "a name that CPython reads shorter, because a frame ends within it",
      assemble(
        ["PROTO", 4],
        ["FRAME", 2],
        global("xnumpy", "load"),
        text("true"),
        "TUPLE1",
        "REDUCE",
        "STOP",
      ),
    ],
    [
      "an import at the very end, without the newline after its name",
      assemble(global("os", "system")).subarray(0, -1),
    ],
    ["an import whose arguments are missing", assemble(["INST", "os\nsystem"], "STOP")],
  ])("are seen: %s", async (_, bytes) => {
    const { verdict, findings } = await scanBytes(bytes);
    expect(verdict).toBe("dangerous");
    expect(findings.some(({ severity }) => severity === "danger")).toBe(true);
  });

  it.each([
    [
      "an extension code, resolved by the program that loads it",
      assemble(["EXT1", 1], "EMPTY_TUPLE", "REDUCE", "STOP"),
    ],
    [
      "a nested file that is no plain pickle",
      assemble(
        global("torch.storage", "_load_from_bytes"),
        ["BINBYTES", Buffer.from("PK\x03\x04…")],
        "TUPLE1",
        "REDUCE",
        "STOP",
      ),
    ],
    [
      "a nested file that is not there to see",
      assemble(global("torch.storage", "_load_from_bytes"), text("x"), "TUPLE1", "REDUCE", "STOP"),
    ],
  ])("are not taken for fine: %s", async (_, bytes) => {
    expect((await scanBytes(bytes)).verdict).toBe("unreadable");
  });

  it("a call of something computed is at least code", async () => {
    const { verdict, codes } = await scanBytes(
      assemble(
        global("functools", "partial"),
        "EMPTY_TUPLE",
        "REDUCE",
        "EMPTY_TUPLE",
        "REDUCE",
        "STOP",
      ),
    );
    expect(verdict).toBe("needs-code");
    expect(codes).toContain("pickle-computed-call");
  });

  it("a persistent id outside of a format that has them is named", async () => {
    const { verdict, codes } = await scanBytes(assemble(["PERSID", "1"], "STOP"));
    expect({ verdict, codes }).toEqual({ verdict: "needs-code", codes: ["pickle-persistent-id"] });
  });

  it("goes no deeper than its limit and says that it did not", async () => {
    let bytes = systemTrue();
    for (let depth = 0; depth < 10; depth++) bytes = assemble(["BINBYTES", bytes], "STOP");
    expect((await scanBytes(bytes)).verdict).toBe("unreadable");
  });
});
