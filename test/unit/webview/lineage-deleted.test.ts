import { describe, expect, it } from "vitest";
import { lineageGraph } from "../../../src/core/lineage/lineage-graph.ts";
import { LineageGraph } from "../../../src/core/lineage/lineage-node.ts";
import { Timestamp } from "../../../src/core/model/ids.ts";
import { findNodes } from "../../../webview/lineage/nodes/find-nodes.ts";
import { indexLineage } from "../../../webview/lineage/nodes/lineage-index.ts";
import { edgeSentence } from "../../../webview/lineage/nodes/relations.ts";
import { spokenLabel } from "../../../webview/lineage/nodes/spoken-label.ts";
import { dataset, none, v, version } from "../support/lineage-sketch.ts";

describe("a deleted version", () => {
  const deleted = {
    deletedAt: Timestamp.parse("2026-11-21T09:00:00.000Z"),
    deletedBy: { name: "Ada" },
    reason: "trained on the wrong data",
  };
  const whole = lineageGraph(
    [
      version(2, { stage: "Production", data: ["a"] }),
      { ...version(3, { stage: "Archived", data: ["a"], parents: [2] }), deleted },
    ],
    [none],
  );
  const known = indexLineage(whole);

  it("keeps what it was made of, and is in no stage", () => {
    expect(whole.nodes.find((node) => node.id === v(3))).toMatchObject({
      stage: "Archived",
      deleted: { at: deleted.deletedAt, by: "Ada", reason: deleted.reason },
    });
    expect(whole.edges.filter(({ from, to }) => from === v(3) || to === v(3))).toEqual([
      { from: dataset("a"), to: v(3), relation: "trained on" },
      { from: v(2), to: v(3), relation: "derived from" },
    ]);
    expect(whole.nodes.find((node) => node.id === v(2))).not.toHaveProperty("deleted");
    expect(LineageGraph.parse(whole).nodes).toHaveLength(whole.nodes.length);
  });

  it("is called so wherever it is named", () => {
    expect(spokenLabel(known, known.node(v(3))!)).toBe(
      "fraud 3, deleted on 2026-11-21, trained on a.csv aaaaaa, derived from fraud 2",
    );
    expect(spokenLabel(known, known.node(v(2))!)).toBe(
      "fraud 2, Production, trained on a.csv aaaaaa, parent of fraud 3 (deleted)",
    );
    expect(whole.edges.map((each) => edgeSentence(known, each))).toContain(
      "fraud 3 (deleted) derived from fraud 2",
    );
  });

  it("is found by that, and not by the stage that it was in", () => {
    const found = (query: string): readonly string[] =>
      findNodes(whole.nodes, query).map((node) => node.id);
    expect(found("deleted wrong data")).toEqual([v(3)]);
    expect(found("archived")).toEqual([]);
  });
});
