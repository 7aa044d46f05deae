import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Uri } from "../../../../src/core/model/data/uri.ts";
import { referencePath, referenceUri } from "../../../../src/registry/files/reference-place.ts";

const part = fc
  .string({ unit: "binary", minLength: 1, maxLength: 20 })
  .filter((text) => !/[/\0]/.test(text) && text !== "." && text !== "..");

test("a path is found again by its URI, in the folder and outside", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.boolean(), (parts, inside) => {
      const path = join(inside ? "/work space" : "/data", ...parts);
      const uri = referenceUri("/work space", path);
      expect(Uri.parse(uri)).toBe(uri);
      expect(referencePath("/work space", uri)).toBe(path);
    }),
  );
});

test("the same URI means the same file in every clone", () => {
  const uri = referenceUri("/home/ada/fraud", "/home/ada/fraud/models/a b#c.bin");
  expect(uri).toBe("file:models/a%20b%23c.bin");
  expect(referencePath("/srv/clone", uri)).toBe("/srv/clone/models/a b#c.bin");
});

test.each([
  "file:../etc/passwd",
  "file:models/..%2f..%2fetc",
  "file:%2e%2e/secret",
  "file:a//b",
  "file:a%00b",
  "file:a%zz",
  "file://host/share/model.bin",
  "file:////host/share/model.bin",
  "s3://bucket/key",
  "https://example.org/model.bin",
])("%s means no file of this machine", (uri) => {
  expect(referencePath("/work", uri)).toBeUndefined();
});
