import { expect, test } from "vitest";
import { environmentVariable } from "../../../../src/core/files/environment-variable.ts";

test("upper and lower case are the same on Windows only", () => {
  const environment = { Path: "C:\\Windows", home: "x" };
  expect(environmentVariable(environment, "PATH", "win32")).toBe("C:\\Windows");
  expect(environmentVariable(environment, "PATH", "linux")).toBeUndefined();
  expect(environmentVariable({ PATH: "a", Path: "b" }, "PATH", "win32")).toBe("a");
  expect(environmentVariable({}, "PATH", "win32")).toBeUndefined();
});
