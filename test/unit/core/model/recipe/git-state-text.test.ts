import { expect, test } from "vitest";
import {
  besideCommit,
  uncommittedText,
} from "../../../../../src/core/model/recipe/git-state-text.ts";

test("changes, none and unknown ones are three different things", () => {
  expect(besideCommit({ state: "clean" })).toBeUndefined();
  expect(besideCommit({ state: "changed" })).toBe("with uncommitted changes");
  expect(besideCommit({ state: "unknown" })).toBe("uncommitted changes unknown");
  expect(uncommittedText({ state: "clean" })).toBe("none");
  expect(uncommittedText({ state: "changed", dirty: { files: ["a.py"] } })).toBe("1 file");
  expect(uncommittedText({ state: "unknown" })).toBe("unknown");
});
