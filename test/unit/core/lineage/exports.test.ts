import { describe, expect, it } from "vitest";
import { dotGraph, mermaidGraph } from "../../../../src/core/lineage/graph-languages.ts";
import { lineageGraph } from "../../../../src/core/lineage/lineage-graph.ts";
import type { LineageGraph } from "../../../../src/core/lineage/lineage-node.ts";
import { lineageText } from "../../../../src/core/lineage/lineage-text.ts";
import { openLineageEvents, uuidOf } from "../../../../src/core/lineage/open-lineage.ts";
import { partOfGraph } from "../../../../src/core/lineage/part-of-graph.ts";
import { VersionId } from "../../../../src/core/model/ids.ts";
import { none, v, version } from "../../support/lineage-sketch.ts";

const graph = lineageGraph(
  [
    version(1, { data: ["a"], commit: "1" }),
    version(2, { data: ["a"], parents: [1], stage: "Production", external: "hf://org/base" }),
    version(3, { data: ["b"], parents: [2] }),
    version(4, { data: ["a"] }),
  ],
  [none],
);

describe("part of a graph", () => {
  it("is what the version was made from and went into, and nothing beside", () => {
    const labels = ({ nodes }: LineageGraph): string[] => nodes.map(({ label }) => label).sort();
    expect(labels(partOfGraph(graph, v(2), "ancestors"))).toEqual(
      ["1111111", "Production", "a.csv aaaaaa", "fraud 1", "fraud 2", "hf://org/base"].sort(),
    );
    expect(labels(partOfGraph(graph, v(2), "descendants"))).toEqual(
      ["Production", "fraud 2", "fraud 3"].sort(),
    );
    expect(labels(partOfGraph(graph, v(2), "both"))).not.toContain("fraud 4");
  });
});

describe("text", () => {
  it("is indented by steps, and names again what it has had without repeating what is below", () => {
    expect(lineageText(graph, v(3), "ancestors")).toEqual([
      "fraud 3 (None)",
      "",
      "Made from:",
      "  trained on: data b.csv bbbbbb (data/b.csv)",
      "  derived from: fraud 2 (Production)",
      "    trained on: data a.csv aaaaaa (data/a.csv)",
      "    derived from: fraud 1 (None)",
      "      trained on: data a.csv aaaaaa (data/a.csv)",
      "      built from: commit 1111111 Work 1",
      "    fine-tuned from: hf://org/base",
    ]);
    expect(lineageText(graph, v(4), "descendants").at(-1)).toBe("Nothing was made from it.");
  });

  it("goes on for chains of any length", () => {
    const chain = Array.from({ length: 20_000 }, (_, n) =>
      version(n + 1, n === 0 ? {} : { parents: [n] }),
    );
    expect(lineageText(lineageGraph(chain, [none]), v(20_000), "ancestors")).toHaveLength(20_002);
  });
});

describe("languages for graphs", () => {
  const label = 'x"]; click n0 "javascript:alert(1)"\n<img onerror=1>\\';
  const hostile: LineageGraph = {
    nodes: [
      { id: "a", kind: "external", label, uri: label },
      { id: "b", kind: "external", label: "b", uri: "b" },
    ],
    edges: [{ from: "a", to: "b", relation: "derived from", derivation: label }],
  };

  it("Mermaid has entities for everything that could be syntax or HTML", () => {
    const lines = mermaidGraph(hostile).trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    const texts = lines.slice(1).map((line) => /"(.*)"/.exec(line)?.[1]?.replace(/#\d+;/g, ""));
    expect(texts).toEqual([
      "x click n0 javascript:alert(1) img onerror1",
      "b",
      "x click n0 javascript:alert(1) img onerror1",
    ]);
  });

  it("Graphviz has one quoted text for each label", () => {
    const lines = dotGraph(hostile).trimEnd().split("\n");
    expect(lines).toHaveLength(6);
    expect(lines[2]).toBe(
      String.raw`  n0 [shape=box3d, label="x\"]; click n0 \"javascript:alert(1)\" <img onerror=1>\\"];`,
    );
  });
});

describe("OpenLineage", () => {
  it("has one event for each version, with data and parents as inputs", () => {
    const events = openLineageEvents(graph);
    expect(events).toHaveLength(4);
    const [first, second] = events;
    expect(second?.inputs.map(({ namespace, name }) => `${namespace} ${name}`)).toEqual([
      "workspace data/a.csv",
      "model-registry fraud",
      "models hf://org/base",
    ]);
    expect(first?.run.facets).toHaveProperty("modelRegistry_commit.commit", "1".repeat(40));
    expect(first?.eventTime).toBe("2026-11-20T10:00:00.000Z");
  });

  it("makes UUIDs of ULIDs", () => {
    expect(uuidOf(VersionId.parse("01ARZ3NDEKTSV4RRFFQ69G5FAV"))).toBe(
      "01563e3a-b5d3-d676-4c61-efb99302bd5b",
    );
  });
});
