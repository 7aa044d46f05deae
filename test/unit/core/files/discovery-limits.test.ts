import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excludes } from "../../../../src/core/files/discovery-limits.ts";

describe("patterns of what a search leaves out", () => {
  it.each([
    ["archive", "archive"],
    ["archive", "models/archive/old.onnx"],
    ["archive/", "models/archive/old.onnx"],
    ["ARCHIVE", "models/Archive/old.onnx"],
    ["*.bak", "models/fraud.onnx.bak"],
    ["fold?", "models/fold3/fraud.onnx"],
    ["data/raw", "data/raw/train.csv"],
    ["./data/raw", "data/raw/train.csv"],
    ["data\\raw", "data/raw/train.csv"],
    ["/archive", "archive/old.onnx"],
    ["./archive", "archive/old.onnx"],
    ["runs/**/tmp", "runs/a/b/tmp/metrics.json"],
    ["runs/**/tmp", "runs/tmp/metrics.json"],
    ["runs/*/tmp", "runs/a/tmp/metrics.json"],
    ["**/raw/*.csv", "data/raw/train.csv"],
    ["caf\u0065\u0301", "data/caf\u00e9/x.csv"],
  ])("%s matches %s", (pattern, path) => {
    expect(excludes([pattern])(path)).toBe(true);
  });

  it.each([
    ["archive", "models/archived/old.onnx"],
    ["archive", "models/my-archive.onnx"],
    ["/archive", "models/archive/old.onnx"],
    ["./archive", "models/archive/old.onnx"],
    [".\\archive", "models/archive/old.onnx"],
    ["data/raw", "more/data/raw/train.csv"],
    ["data/raw", "data"],
    ["runs/*/tmp", "runs/a/b/tmp/metrics.json"],
    ["fold?", "models/fold10/fraud.onnx"],
    ["a.c", "abc"],
    ["", "models/fraud.onnx"],
    ["/", "models/fraud.onnx"],
  ])("%s does not match %s", (pattern, path) => {
    expect(excludes([pattern])(path)).toBe(false);
  });

  it("leaves out what lies in a folder that is left out", () => {
    const name = fc.stringMatching(/^[a-c]{1,3}$/);
    const names = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    const pattern = fc
      .array(fc.constantFrom("a", "b", "*", "**", "?b", "a*c"), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("/"));
    fc.assert(
      fc.property(pattern, names, name, (chosen, path, inside) => {
        const isExcluded = excludes([chosen]);
        return !isExcluded(path) || isExcluded(`${path}/${inside}`);
      }),
    );
  });

  it("is done with a pattern made to take forever", () => {
    const hostile = `${"*a".repeat(2_000)}*b`;
    expect(excludes([hostile, "**/".repeat(200) + hostile])(`x/${"a".repeat(255)}`)).toBe(false);
  });
});
