import fc from "fast-check";
import { expect, test } from "vitest";
import { Sha256 } from "../../../../src/core/model/ids.ts";
import {
  bestReproduction,
  judgeFile,
  judgeReproduction,
} from "../../../../src/core/reproduction/judge-reproduction.ts";
import type { ReproducedFile } from "../../../../src/core/reproduction/reproduction-events.ts";
import {
  fileResultText,
  reproductionTitle,
} from "../../../../src/core/reproduction/reproduction-text.ts";
import { check, passes } from "../../support/gates.ts";

const [a, b] = ["a", "b"].map((digit) => Sha256.parse(digit.repeat(64)));
if (!a || !b) throw new Error("no digests");

const same: ReproducedFile = { path: "model.pkl", recorded: a, produced: a };
const other: ReproducedFile = { path: "model.pkl", recorded: a, produced: b };
const missing: ReproducedFile = { path: "scaler.pkl", recorded: a };
const input: ReproducedFile = { ...same, path: "config.json", untouched: true };
const equal: ReproducedFile = {
  ...other,
  path: "m.npz",
  tensors: { tensors: 2, differing: 0, differences: [] },
};
const differing: ReproducedFile = {
  ...equal,
  tensors: { tensors: 2, differing: 1, differences: [{ name: "w", values: 1, absolute: 0.5 }] },
};
const opaque: ReproducedFile = {
  ...other,
  tensors: { problem: "Pickle can't be compared by tensors" },
};

test.each([
  [[same], "identical", "Reproduced bit by bit"],
  [[same, input], "identical", "Reproduced bit by bit"],
  [[same, equal], "equal-tensors", "Reproduced with equal tensors"],
  [[other], "different", "Not reproduced: differs in model.pkl"],
  [[same, differing], "different", "Not reproduced: differs in m.npz"],
  [
    [opaque, missing],
    "different",
    "Not reproduced: differs in model.pkl; scaler.pkl was not produced",
  ],
  [[input], "different", "Not reproduced: the command wrote none of its files"],
] as const)("%# is %s: %s", (files, result, title) => {
  expect(judgeReproduction({ files })).toBe(result);
  expect(reproductionTitle({ files })).toBe(title);
});

test("a file says how it differs", () => {
  expect([same, other, missing, input, equal, differing, opaque].map(fileResultText)).toEqual([
    "identical",
    "differs",
    "was not produced",
    "not written by the command",
    "other bytes, equal tensors",
    "differs in 1 of 2 tensors",
    "differs; Pickle can't be compared by tensors",
  ]);
});

const anyFile = fc.constantFrom(same, other, missing, input, equal, differing, opaque);
const anyFiles = fc.array(anyFile, { minLength: 1, maxLength: 5 });

test("one file more never makes a reproduction better, unless the command wrote none before", () => {
  const ranks = ["identical", "equal-tensors", "different"];
  fc.assert(
    fc.property(anyFiles, anyFile, (files, file) => {
      if (files.every((each) => judgeFile(each) === "input")) return;
      const [before, after] = [files, [...files, file]].map((all) =>
        ranks.indexOf(judgeReproduction({ files: all })),
      );
      expect(after).toBeGreaterThanOrEqual(before!);
    }),
  );
});

test("the gate passes exactly if one reproduction is good enough, in whatever order they came", () => {
  fc.assert(
    fc.property(
      fc.array(anyFiles, { maxLength: 4 }),
      fc.constantFrom(true, "tensors"),
      (all, rule) => {
        const reproductions = all.map((files) => ({ files }));
        const accepted = rule === true ? ["identical"] : ["identical", "equal-tensors"];
        const expected = reproductions.some((each) => accepted.includes(judgeReproduction(each)));
        for (const order of [reproductions, reproductions.toReversed()]) {
          expect(passes({ reproduced: rule }, {}, { reproductions: order })).toBe(expected);
        }
        expect(bestReproduction(reproductions)?.result === undefined).toBe(all.length === 0);
      },
    ),
  );
});

test("the check says what was demanded and what there is", () => {
  expect(check({ reproduced: true })).toMatchObject([
    {
      subject: "reproduction",
      required: "bit by bit",
      actual: "not reproduced yet",
      passed: false,
    },
  ]);
  expect(
    check({ reproduced: "tensors" }, {}, { reproductions: [{ files: [equal] }] }),
  ).toMatchObject([{ actual: "Reproduced with equal tensors", passed: true }]);
  expect(check({ reproduced: false })).toEqual([]);
});
