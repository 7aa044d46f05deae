import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VersionId } from "../../../src/core/model/ids.ts";
import {
  adopt,
  include,
  includedPaths,
  move,
  relabel,
  rename,
  requestOf,
  rowsByPath,
  toggleCurrent,
  type Plan,
} from "../../../webview/import/plan.ts";
import type { ImportRow } from "../../../webview/import/protocol.ts";

function row(path: string, more: Partial<ImportRow> = {}): ImportRow {
  return {
    path,
    isFolder: false,
    size: 1,
    reason: "",
    isCurrent: false,
    metricsFiles: [],
    parametersFiles: [],
    isIncluded: true,
    ...more,
  };
}

type Found = Parameters<typeof adopt>[1];
const target: Found[number]["target"] = { kind: "new" };

const fraud: Found = [
  { model: "fraud", target, versions: [row("v1"), row("v2", { isCurrent: true }), row("v3")] },
  { model: "churn", target, versions: [row("c1")] },
];

function paths(plan: Plan): readonly (readonly string[])[] {
  return plan.map(({ rows }) => rows.map(({ path }) => path));
}

describe("the plan of an import", () => {
  test("is at first what was proposed", () => {
    const plan = adopt([], fraud);
    expect(plan.map(({ model, current }) => [model, current])).toEqual([
      ["fraud", "v2"],
      ["churn", undefined],
    ]);
    expect(requestOf(plan, rowsByPath(fraud))).toEqual({
      type: "run-import",
      models: [
        { model: "fraud", paths: ["v1", "v2", "v3"], current: "v2" },
        { model: "churn", paths: ["c1"] },
      ],
    });
  });

  test("moves rows by one place, and no further than the ends", () => {
    const plan = adopt([], fraud);
    expect(paths(move(plan, "v1", 1))).toEqual([["v2", "v1", "v3"], ["c1"]]);
    expect(paths(move(plan, "v3", -1))).toEqual([["v1", "v3", "v2"], ["c1"]]);
    expect(move(plan, "v1", -1)).toEqual(plan);
    expect(move(plan, "v3", 1)).toEqual(plan);
  });

  test("keeps what was decided when files come and go, and puts new ones to their place", () => {
    const decided = include(rename(move(adopt([], fraud), "v1", 1), 0, "frauds"), "v3", false);
    const later: Found = [
      { model: "fraud", target, versions: [row("v1"), row("v1b"), row("v3"), row("v4")] },
      { model: "wine", target, versions: [row("w1")] },
    ];
    const plan = adopt(decided, later);
    expect(plan.map(({ model }) => model)).toEqual(["frauds", "wine"]);
    expect(paths(plan)).toEqual([["v1", "v1b", "v3", "v4"], ["w1"]]);
    expect([...includedPaths(plan, rowsByPath(later))]).toEqual(["v1", "v1b", "v4", "w1"]);
    expect(plan[0]?.current).toBeUndefined();
  });

  test("follows another proposed name, unless a person typed one", () => {
    const later: Found = fraud.map((each) => ({ ...each, model: `${each.model}-2` }));
    const typed = rename(adopt([], fraud), 1, "stay");
    expect(adopt(typed, later).map(({ model }) => model)).toEqual(["fraud-2", "stay"]);
    const taken = rename(adopt([], fraud), 1, "fraud-2");
    expect(adopt(taken, later).map(({ model }) => model)).toEqual(["fraud", "fraud-2"]);
  });

  test("asks for other labels where a person wrote some, and for none where it was emptied", () => {
    const found: Found = [
      {
        model: "fraud",
        target,
        versions: [row("v1", { label: "1.0.0" }), row("v2", { label: "2" })],
      },
    ];
    const rows = rowsByPath(found);
    const proposed = adopt([], found);
    const plan = relabel(relabel(proposed, "v1", " 1.1.0 "), "v2", "");
    expect(requestOf(plan, rows)).toMatchObject({
      models: [
        {
          labels: [
            { path: "v1", label: "1.1.0" },
            { path: "v2", label: "" },
          ],
        },
      ],
    });
    expect(requestOf(include(plan, "v1", false), rows)).toMatchObject({
      models: [{ paths: ["v2"], labels: [{ path: "v2", label: "" }] }],
    });
    expect(requestOf(relabel(plan, "v2", "1.1.0"), rows)).toEqual({
      problem: "Two versions of fraud are labelled 1.1.0.",
    });
    expect(requestOf(relabel(plan, "v2", "no label"), rows)).toEqual({
      problem: "“no label” can’t be a label: use letters, digits and . _ + / -.",
    });
    const left = include(relabel(plan, "v2", "1.1.0"), "v2", false);
    expect(requestOf(left, rows)).toMatchObject({ models: [{ paths: ["v1"] }] });
    expect(paths(move(plan, "v2", -1))).toEqual([["v2", "v1"]]);
    expect(requestOf(proposed, rows)).not.toHaveProperty("models.0.labels");
  });

  test("makes one model of two with the same name", () => {
    const plan = rename(adopt([], fraud), 1, " fraud ");
    expect(paths(plan)).toEqual([["v1", "v2", "v3", "c1"]]);
    expect(plan[0]).toMatchObject({ model: "fraud", current: "v2" });
    const other = rename(adopt([], fraud), 0, "churn");
    expect(paths(other)).toEqual([["c1", "v1", "v2", "v3"]]);
    expect(other[0]).toMatchObject({ model: "churn", current: "v2" });
  });

  test("says what is wrong with a name, and that nothing is chosen", () => {
    const known = rowsByPath(fraud);
    const named = rename(adopt([], fraud), 0, "-");
    expect(requestOf(named, known)).toEqual({ problem: "“-” can’t be a model name." });
    expect(requestOf(rename(named, 0, " "), known)).toEqual({ problem: "A model has no name." });
    const nothing = ["v1", "v2", "v3", "c1"].reduce(
      (plan, path) => include(plan, path, false),
      adopt([], fraud),
    );
    expect(requestOf(nothing, known)).toMatchObject({
      problem: expect.stringContaining("Nothing is chosen") as unknown,
    });
    // The name of a model without a chosen version is nobody's concern.
    const without = ["v1", "v2", "v3"].reduce((plan, path) => include(plan, path, false), named);
    expect(requestOf(without, known)).toMatchObject({ models: [{ model: "churn" }] });
  });

  test("registers no row that can't be, and of the same bytes only one", () => {
    const found: Found = [
      {
        model: "m",
        target,
        versions: [
          row("gone", { problem: "can't be read" }),
          row("old", {
            registeredAs: { id: VersionId.parse("01ARZ3NDEKTSV4RRFFQ69G5FAV"), reference: "m@1" },
          }),
          row("twin", { sameAs: "kept" }),
          row("kept"),
          row("danger", { isIncluded: false }),
        ],
      },
    ];
    let plan = adopt([], found);
    for (const { path } of found[0]?.versions ?? []) plan = include(plan, path, true);
    const known = rowsByPath(found);
    expect([...includedPaths(plan, known)]).toEqual(["kept", "danger"]);
    // What is registered is among them: the report names its version.
    expect(requestOf(plan, known)).toMatchObject({
      models: [{ paths: ["old", "kept", "danger"] }],
    });
    expect([...includedPaths(include(plan, "kept", false), known)]).toEqual(["twin", "danger"]);
  });

  test("has one version in use, or none", () => {
    const plan = toggleCurrent(adopt([], fraud), "v3");
    expect(plan[0]?.current).toBe("v3");
    expect(toggleCurrent(plan, "v3")[0]?.current).toBeUndefined();
    expect(requestOf(include(plan, "v3", false), rowsByPath(fraud))).not.toMatchObject({
      models: [{ current: "v3" }],
    });
  });

  test("has each file exactly once, whatever is done", () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("move"),
        path: fc.constantFrom("v1", "v2", "v3", "c1"),
        up: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant("rename"),
        index: fc.nat(2),
        name: fc.constantFrom("a", "b", "fraud", ""),
      }),
      fc.record({ kind: fc.constant("adopt"), keep: fc.subarray(["v1", "v2", "v3", "c1"]) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let found = fraud;
        let plan = adopt([], found);
        for (const each of steps) {
          if ("path" in each) plan = move(plan, each.path, each.up ? -1 : 1);
          else if ("name" in each) plan = rename(plan, each.index, each.name);
          else {
            found = fraud.map(({ model, versions }) => ({
              model,
              target,
              versions: versions.filter(({ path }) => each.keep.includes(path)),
            }));
            plan = adopt(plan, found);
          }
        }
        const there = found.flatMap(({ versions }) => versions.map(({ path }) => path));
        expect(plan.flatMap(({ rows }) => rows.map(({ path }) => path)).toSorted()).toEqual(
          there.toSorted(),
        );
        const names = plan.map(({ model }) => model).filter((name) => name !== "");
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 2000 },
    );
  });
});
