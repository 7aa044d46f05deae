import { describe, expect, it } from "vitest";
import { classifyImport } from "../../../../src/inspect/encodings/pickle/classify-import.ts";
import {
  dangerousModules,
  dangerousNames,
  dataImports,
  knownImports,
  nestedLoaders,
} from "../../../../src/inspect/encodings/pickle/known-imports.ts";

const level = (path: string): string => {
  const [module = "", name = ""] = path.split(":");
  return classifyImport(module, name).level;
};

describe("classifying imports", () => {
  it("takes every listed name for what it is listed as", () => {
    for (const [lists, expected] of [
      [dataImports, "data"],
      [nestedLoaders, "nested"],
      [knownImports, "known"],
    ] as const) {
      for (const [module, names] of Object.entries(lists)) {
        for (const name of names)
          expect([module, name, level(`${module}:${name}`)]).toEqual([module, name, expected]);
      }
    }
  });

  it("finds a dangerous module dangerous with everything below it", () => {
    for (const module of dangerousModules.keys()) {
      expect([module, level(`${module}:anything`)]).toEqual([module, "dangerous"]);
      expect([module, level(`${module}.below:anything`)]).toEqual([module, "dangerous"]);
    }
    for (const path of dangerousNames.keys()) {
      const at = path.lastIndexOf(".");
      const name = `${path.slice(0, Math.max(0, at))}:${path.slice(at + 1)}`;
      expect([path, at < 0 ? "dangerous" : level(name)]).toEqual([path, "dangerous"]);
    }
  });

  it("matches whole parts of a name only", () => {
    expect(level("osmium:Reader")).toBe("unknown");
    expect(level("sklearn.os_helpers:f")).toBe("known");
    expect(level("collections:OrderedDictionary")).toBe("unknown");
    expect(level("constructor:constructor")).toBe("unknown");
    expect(level("__proto__:toString")).toBe("unknown");
  });

  it("follows a name through a module that another module has imported", () => {
    expect(level("torch.nn.modules.module:functools.reduce")).toBe("dangerous");
    expect(level("sklearn.utils.fixes:threading.Thread")).toBe("dangerous");
    expect(level("torch.nn.modules.module:Module.trace")).toBe("known");
    expect(level("sklearn.code:Reader")).toBe("known");
  });

  it("tells a path, which is only a name, from what is done to its file", () => {
    expect(level("pathlib:PosixPath")).toBe("known");
    expect(level("pathlib:PosixPath.unlink")).toBe("dangerous");
    expect(level("pathlib._local:Path.write_text")).toBe("dangerous");
  });

  it("judges a name of Python 2 as the one it stands for", () => {
    expect(level("__builtin__:list")).toBe("data");
    expect(level("__builtin__:unicode")).toBe("data");
    expect(level("__builtin__:reduce")).toBe("dangerous");
    expect(level("copy_reg:_reconstructor")).toBe("data");
    expect(level("urllib2:urlopen")).toBe("dangerous");
    expect(level("exceptions:ValueError")).toBe("known");
  });

  it("takes no longer for a name of very many parts than for its length", () => {
    const { level } = classifyImport("os", `system${".x".repeat(500_000)}`);
    expect(level).toBe("dangerous");
  });

  it("says why", () => {
    expect(classifyImport("os", "system").reason).toContain("start programs");
    expect(classifyImport("builtins", "open").reason).toContain("files");
    expect(classifyImport("torch.serialization", "os.system").reason).toContain("“os”");
  });
});
