import { describe, expect, it } from "vitest";
import { opcodes } from "../../../../src/inspect/encodings/pickle/opcodes.ts";
import { assemble, callText, global, stackGlobal, text } from "../support/pickle-assembler.ts";
import { inPieces, pickleFixture, scanBytes } from "./scan-bytes.ts";

describe("the pickle machine", () => {
  it("knows 68 opcodes, those of CPython's pickletools", () => {
    expect(opcodes.filter((opcode) => opcode !== undefined)).toHaveLength(68);
  });

  it("makes containers of plain values and claims no code", async () => {
    const result = await scanBytes(
      assemble(
        ["PROTO", 4],
        "EMPTY_DICT",
        "MARK",
        text("a"),
        ["BININT1", 7],
        text("b"),
        "MARK",
        "NONE",
        "NEWTRUE",
        ["BINFLOAT", 0.5],
        "TUPLE",
        "SETITEMS",
        "STOP",
      ),
    );
    expect(result.verdict).toBe("weights-only");
    expect(result.values).toEqual([
      {
        kind: "dict",
        clipped: false,
        entries: [
          ["a", 7],
          ["b", { kind: "tuple", items: [null, true, 0.5], clipped: false }],
        ],
      },
    ]);
  });

  it.each([
    ["INT", "-12", -12],
    ["INT", "01", true],
    ["LONG", "123456789012345678901234567890L", 123456789012345678901234567890n],
    ["BININT", -2, -2],
    ["BININT2", 65535, 65535],
    ["LONG1", new Uint8Array([0xff, 0xff]), -1],
    ["STRING", "'it\\'s \\x41\\n'", "it's A\n"],
    ["UNICODE", "caf\\u00e9", "café"],
    ["SHORT_BINSTRING", "é\x93", "é\x93"],
    ["FLOAT", "1.5", 1.5],
  ] as const)("reads %s %j", async (name, argument, expected) => {
    const result = await scanBytes(assemble([name, argument], "STOP"));
    expect(result.values).toEqual([expected]);
  });

  it.each([0, 1, 2, 3, 4, 5])(
    "reads the same when the bytes come a few at a time, protocol %i",
    async (protocol) => {
      const bytes = pickleFixture(`plain-${protocol}.pkl`);
      const call = assemble(global("os", "system"), ["STRING", "'true'"], "TUPLE1", "REDUCE");
      for (const whole of [bytes, Buffer.concat([bytes, call]), bytes.subarray(0, -9)]) {
        for (const size of [1, 2, 7, 100]) {
          expect(await scanBytes(whole, {}, inPieces(whole, size))).toEqual(await scanBytes(whole));
        }
      }
    },
  );

  it("pops a mark when nothing lies above it, as CPython does", async () => {
    const { values } = await scanBytes(assemble(["BININT1", 1], "MARK", "POP", "STOP"));
    expect(values).toEqual([1]);
  });

  it("does not pop what lies below a mark", async () => {
    const { verdict, findings } = await scanBytes(
      assemble(["BININT1", 1], "MARK", "TUPLE1", "STOP"),
    );
    expect(verdict).toBe("unreadable");
    expect(findings[0]?.message).toContain("more values than it has stacked");
  });

  it("numbers what MEMOIZE remembers by how much is remembered", async () => {
    const { values } = await scanBytes(
      assemble(
        text("a"),
        ["BINPUT", 0],
        text("b"),
        "MEMOIZE",
        "POP",
        ["BINGET", 1],
        "TUPLE2",
        "STOP",
      ),
    );
    expect(values).toEqual([{ kind: "tuple", items: ["a", "b"], clipped: false }]);
  });

  it.each([
    ["an unknown opcode", Buffer.from([0x80, 4, 0xff])],
    ["no STOP", assemble(["PROTO", 4], "NONE")],
    ["a cut argument", Buffer.from([0x80, 4, 0x8c, 9, 0x61])],
    ["a memo entry that is not there", assemble(["BINGET", 3], "STOP")],
    ["a protocol of the future", assemble(["PROTO", 6], "NONE", "STOP")],
    ["a name that is no text", assemble(["BININT1", 1], ["BININT1", 2], "STACK_GLOBAL", "STOP")],
    ["nothing", Buffer.alloc(0)],
  ])("is never sure of a pickle with %s", async (_, bytes) => {
    expect((await scanBytes(bytes)).verdict).toBe("unreadable");
  });

  it("stops at its limits and says so, whatever is claimed", async () => {
    const many = assemble(...Array.from({ length: 2000 }, () => ["BININT1", 1] as const), "STOP");
    await expect(scanBytes(many, { opcodes: 1000 })).rejects.toThrow("more pickle instructions");
    await expect(scanBytes(many, { stack: 1000 })).rejects.toThrow("more values");
    const marks = assemble(...Array.from({ length: 2000 }, () => "MARK" as const), "STOP");
    await expect(scanBytes(marks, { stack: 1000 })).rejects.toThrow("more marks");
    const names = assemble(
      ...Array.from({ length: 100 }, (_, index) => global("numpy", `n${index}`)),
      "STOP",
    );
    await expect(scanBytes(names, { text: 5000 })).rejects.toThrow("imports more names");
    const claimed = Buffer.concat([
      assemble(["PROTO", 4]),
      Buffer.from([0x8e, 0, 0, 0, 0, 0, 1, 0, 0]),
    ]);
    expect((await scanBytes(claimed)).verdict).toBe("unreadable");
  });

  it("goes on when there is no more room for values, and finds what comes then", async () => {
    const lists = Array.from({ length: 2000 }, () => ["EMPTY_LIST", "APPEND"] as const).flat();
    const bytes = assemble("EMPTY_LIST", ...lists, callText("os", "system", "true"), "STOP");
    const { verdict, imports } = await scanBytes(bytes, { values: 1000 });
    expect({ verdict, imports }).toEqual({ verdict: "dangerous", imports: ["os.system"] });
  });

  it("takes a name too long to be kept for unreadable, not for harmless", async () => {
    const { verdict } = await scanBytes(
      assemble(["PROTO", 4], text("x".repeat(70_000)), text("f"), "STACK_GLOBAL", "STOP"),
    );
    expect(verdict).toBe("unreadable");
  });

  it.each([0, 1, 2, 3, 4, 5])(
    "reads what CPython's own pickler writes, protocol %i",
    async (protocol) => {
      const { verdict, findings } = await scanBytes(pickleFixture(`plain-${protocol}.pkl`));
      expect({ verdict, findings }).toEqual({ verdict: "weights-only", findings: [] });
    },
  );
});

describe("imports", () => {
  it.each([
    ["GLOBAL", assemble(global("mine.models", "Net"), "STOP")],
    ["STACK_GLOBAL", assemble(["PROTO", 4], stackGlobal("mine.models", "Net"), "STOP")],
    ["INST", assemble("MARK", ["INST", "mine.models\nNet"], "STOP")],
    [
      "STACK_GLOBAL through the memo",
      assemble(
        text("Net"),
        ["BINPUT", 200],
        "POP",
        text("mine.models"),
        ["BINGET", 200],
        "STACK_GLOBAL",
        "STOP",
      ),
    ],
    [
      "STACK_GLOBAL with texts of protocol 0 and 1",
      assemble(["STRING", "'mine.models'"], ["SHORT_BINSTRING", "Net"], "STACK_GLOBAL", "STOP"),
    ],
  ])("are named, whichever way they are written: %s", async (_, bytes) => {
    const { imports, verdict, codes } = await scanBytes(bytes);
    expect({ imports, verdict, codes }).toEqual({
      imports: ["mine.models.Net"],
      verdict: "needs-code",
      codes: ["pickle-unknown-import"],
    });
  });

  it("of a known library need code and no warning", async () => {
    const { verdict, findings } = await scanBytes(
      assemble(
        stackGlobal("sklearn.linear_model._ridge", "Ridge"),
        "EMPTY_TUPLE",
        "NEWOBJ",
        "STOP",
      ),
    );
    expect({ verdict, findings }).toEqual({ verdict: "needs-code", findings: [] });
  });

  it("of numbers and containers are weights", async () => {
    const { verdict } = await scanBytes(
      assemble(
        global("collections", "OrderedDict"),
        "EMPTY_TUPLE",
        "REDUCE",
        text("a"),
        ["BININT1", 1],
        "SETITEM",
        "STOP",
      ),
    );
    expect(verdict).toBe("weights-only");
  });

  it("show no character that could steer a terminal", async () => {
    const { imports } = await scanBytes(assemble(global("a\u001b[2Jb", "c‮"), "STOP"));
    expect(imports.join()).toMatch(/^a\\u\{1b\}\[2Jb\.c/);
  });

  it("come dangerous first, so that a long list hides nothing", async () => {
    const names = Array.from({ length: 700 }, (_, index) => global("pandas", `f${index}`));
    const { imports } = await scanBytes(
      assemble("MARK", ...names, callText("os", "system", "true"), "TUPLE", "STOP"),
    );
    expect(imports).toHaveLength(500);
    expect(imports[0]).toBe("os.system");
  });
});
