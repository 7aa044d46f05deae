import { describe, expect, it } from "vitest";
import { layoutLineage, type LayoutRequest } from "../../../src/core/lineage/layout-lineage.ts";
import { lineageGraph } from "../../../src/core/lineage/lineage-graph.ts";
import { reachable } from "../../../src/core/lineage/reachable.ts";
import { CommitId, Stage, VersionNumber } from "../../../src/core/model/ids.ts";
import { findNodes } from "../../../webview/lineage/nodes/find-nodes.ts";
import { indexLineage, lineagePath } from "../../../webview/lineage/nodes/lineage-index.ts";
import { edgeSentence, reachOf, relationsOf } from "../../../webview/lineage/nodes/relations.ts";
import { spokenCard, spokenLabel } from "../../../webview/lineage/nodes/spoken-label.ts";
import { code, dataset, none, stage, v, version } from "../support/lineage-sketch.ts";

/** 1 and 2 from the data a, 3 from b and derived from 1; 2 in Production, 3 in Staging. */
const graph = lineageGraph(
  [
    version(3, { stage: "Staging", data: ["b"], commit: "c", parents: [1], dirty: true }),
    version(2, { stage: "Production", data: ["a"], commit: "c" }),
    version(1, { data: ["a"], commit: "d" }),
  ],
  [none],
);
const index = indexLineage(graph);

describe("lineageGraph", () => {
  it("has one node for each thing, however many versions used it", () => {
    const kinds = graph.nodes.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(
      ["commit", "commit", "dataset", "dataset", "stage", "stage"].concat([
        "version",
        "version",
        "version",
      ]),
    );
  });

  it("points from what was used to what was made of it", () => {
    expect(graph.edges).toContainEqual({ from: dataset("b"), to: v(3), relation: "trained on" });
    expect(graph.edges).toContainEqual({ from: code("c"), to: v(2), relation: "built from" });
    expect(graph.edges).toContainEqual({ from: v(1), to: v(3), relation: "derived from" });
    expect(graph.edges).toContainEqual({ from: v(2), to: stage("Production"), relation: "is in" });
  });

  it("has runs, feature sets and models elsewhere, with the way in which they were used", () => {
    const recorded = lineageGraph(
      [
        version(2, {
          parents: [1],
          run: { id: "7f3a", name: "boosting 17", experiment: "churn" },
          featureSets: [{ name: "customer", version: "v4", columns: ["age", "plan"] }],
          external: "hf://acme/base",
        }),
        version(1),
      ],
      [none],
    );
    expect(recorded.nodes.filter(({ kind }) => kind !== "version")).toEqual([
      {
        id: "features:v4:customer",
        kind: "features",
        label: "customer v4",
        columns: ["age", "plan"],
      },
      {
        id: 'run:["churn","7f3a"]',
        kind: "run",
        label: "boosting 17",
        run: "7f3a",
        experiment: "churn",
      },
      {
        id: "external:hf://acme/base",
        kind: "external",
        label: "hf://acme/base",
        uri: "hf://acme/base",
      },
    ]);
    const sentences = recorded.edges.map((each) => edgeSentence(indexLineage(recorded), each));
    expect(sentences).toEqual([
      "fraud 2 takes features customer v4",
      "fraud 2 produced by boosting 17",
      "fraud 2 derived from fraud 1",
      "fraud 2 fine-tuned from hf://acme/base",
    ]);
    expect(spokenLabel(indexLineage(recorded), recorded.nodes.at(-2)!)).toBe(
      "hf://acme/base, model elsewhere, parent of fraud 2",
    );
    expect(findNodes(recorded.nodes, "plan").map(({ label }) => label)).toEqual(["customer v4"]);
  });

  it("gives versions in an unstaged stage no stage", () => {
    expect(graph.edges.filter(({ from }) => from === v(1)).map(({ relation }) => relation)).toEqual(
      ["derived from"],
    );
  });

  it("leaves out parents that are not in it, and itself as parent", () => {
    expect(lineageGraph([version(2, { parents: [1, 2] })], [none]).edges).toEqual([]);
  });

  it("says a relation once, also when it is recorded twice", () => {
    const twice = [version(2, { parents: [1, 1], data: ["a", "a"] }), version(1)];
    expect(lineageGraph(twice, [none]).edges).toHaveLength(2);
  });

  it("marks uncommitted changes", () => {
    expect(graph.nodes.find((node) => node.id === v(3))).toMatchObject({ changes: "changed" });
    expect(graph.nodes.find((node) => node.id === v(2))).toMatchObject({ changes: "clean" });
  });
});

describe("reachable", () => {
  it("follows the arrows down and up", () => {
    expect(reachable(graph, dataset("a"), "down")).toEqual(
      new Set([dataset("a"), v(2), v(1), v(3), stage("Production"), stage("Staging")]),
    );
    expect(reachable(graph, v(3), "up")).toEqual(
      new Set([v(3), dataset("b"), code("c"), v(1), dataset("a"), code("d")]),
    );
  });

  it("ends where arrows go round", () => {
    const round = { nodes: [], edges: [edge("x", "y"), edge("y", "x")] };
    expect(reachable(round, "x", "down")).toEqual(new Set(["x", "y"]));
  });
});

function edge(from: string, to: string): { from: string; to: string; relation: "derived from" } {
  return { from, to, relation: "derived from" };
}

describe("lineagePath", () => {
  it("is the ancestors and descendants with the edges between them", () => {
    const path = lineagePath(index, v(1));
    expect(path.nodes).toEqual(new Set([dataset("a"), code("d"), v(1), v(3), stage("Staging")]));
    expect(path.edges.size).toBe(4);
  });

  it("has no edge that passes the node by", () => {
    const shortcut = indexLineage(
      lineageGraph(
        [version(2, { data: ["a"], parents: [1] }), version(1, { data: ["a"] })],
        [none],
      ),
    );
    const relations = [...lineagePath(shortcut, v(1)).edges].map(({ to }) => to);
    expect(relations.sort()).toEqual([v(1), v(2)]);
  });
});

describe("lineagePath of a run", () => {
  it("has the data that the run read, which is recorded of its versions", () => {
    const trained = indexLineage(
      lineageGraph(
        [
          version(1, { data: ["a", "b"], run: { id: "7f3a", name: "boosting", experiment: "x" } }),
          version(2, { data: ["c"], parents: [1] }),
        ],
        [none],
      ),
    );
    const path = lineagePath(trained, 'run:["x","7f3a"]');
    expect([...path.nodes].filter((id) => id.startsWith("dataset:"))).toEqual([
      dataset("a"),
      dataset("b"),
    ]);
    const into = [...path.edges].flatMap(({ from, to }) => (to === v(1) ? [from] : []));
    expect(into).toEqual(expect.arrayContaining([dataset("a"), dataset("b")]));
  });
});

describe("spokenLabel", () => {
  const spoken = (node: string): string => spokenLabel(index, index.node(node)!);

  it("says what a version is, where it is and what it was made of", () => {
    expect(spoken(v(2))).toBe("fraud 2, Production, trained on a.csv aaaaaa, built from ccccccc");
    expect(spoken(v(3))).toBe(
      "fraud 3, Staging, with uncommitted changes, trained on b.csv bbbbbb, " +
        "built from ccccccc, derived from fraud 1",
    );
    expect(spoken(v(1))).toBe(
      "fraud 1, None, trained on a.csv aaaaaa, built from ddddddd, parent of fraud 3",
    );
  });

  it("says what data, commits and stages have to do with versions", () => {
    expect(spoken(dataset("a"))).toBe("a.csv aaaaaa, dataset, used by fraud 2 and fraud 1");
    expect(spoken(code("d"))).toBe("commit ddddddd, Work d, used by fraud 1");
    expect(spoken(stage("Production"))).toBe("Production, stage of fraud, holds fraud 2");
  });

  it("counts what would be too much to say", () => {
    const many = indexLineage(
      lineageGraph(
        [5, 4, 3, 2, 1].map((n) => version(n, { data: ["a"] })),
        [none],
      ),
    );
    expect(spokenLabel(many, many.node(dataset("a"))!)).toBe(
      "a.csv aaaaaa, dataset, used by fraud 5, fraud 4, fraud 3 and 2 more",
    );
  });
});

describe("spokenCard", () => {
  const request: LayoutRequest = {
    view: "version",
    title: "fraud 9",
    focus: v(9),
    hiddenKinds: [],
    hiddenStages: [],
    allCommits: false,
    shown: new Set(),
    width: 900,
    height: 500,
    important: ["Production"],
    initial: "None",
    now: Date.parse("2026-11-30T00:00:00Z"),
  };
  const metric = {
    key: "auc",
    value: 0.98,
    change: 0.0025,
    since: VersionNumber.parse(8),
    better: true,
  };

  it("says kind, name, version, stage and main metric first, then what it was made from", () => {
    const row = Array.from({ length: 12 }, (_, n) => ({
      ...version(n + 1, { parents: n === 0 ? [] : [n], data: ["a"], commit: "e" }),
      ...(n === 8 && { stage: Stage.parse("Production"), metric }),
    }));
    const whole = lineageGraph(row, [none]);
    const { cards } = layoutLineage(whole, request);
    const known = indexLineage(whole);
    const spoken = cards.map((card) => spokenCard(known, card));
    expect(spoken).toContain(
      "fraud 9, version, Production, auc 0.98, ▲0.0025, since 8, trained on a.csv aaaaaa, " +
        "built from eeeeeee, derived from fraud 8, parent of fraud 10",
    );
    expect(spoken.filter((text) => text.includes("unfold"))).toEqual([
      "8 versions, without a stage, fraud 1 to 8, unfold",
      "3 versions, without a stage, fraud 10 to 12, unfold",
    ]);
    expect(spoken.every((text) => text.split(", ").length > 1)).toBe(true);
  });
});

describe("relations", () => {
  it("groups the neighbours by what they are to the node", () => {
    expect(relationsOf(index, v(1)).map(({ title, others }) => ({ title, others }))).toEqual([
      { title: "Trained on", others: [dataset("a")] },
      { title: "Built from", others: [code("d")] },
      { title: "Parent of", others: [v(3)] },
    ]);
  });

  it("says what changed from a version to the next", () => {
    const step = { from: v(1), to: v(2), relation: "followed by" } as const;
    expect(edgeSentence(index, { ...step, changes: ["lr 0.1 → 0.05", "code"] })).toBe(
      "From fraud 1 to fraud 2: lr 0.1 → 0.05, code",
    );
    expect(edgeSentence(index, { ...step, changes: [] })).toBe(
      "From fraud 1 to fraud 2 nothing recorded changed",
    );
  });

  it("says an edge as a sentence", () => {
    const sentences = graph.edges.map((each) => edgeSentence(index, each));
    expect(sentences).toContain("fraud 3 trained on b.csv bbbbbb");
    expect(sentences).toContain("fraud 2 is in Production");
  });

  it("says which stages bad data would reach, and how", () => {
    expect(reachOf(index, dataset("a"))).toEqual([
      { stage: stage("Production"), versions: [v(2)] },
      { stage: stage("Staging"), versions: [v(3)] },
    ]);
    expect(reachOf(index, v(2))).toEqual([]);
    expect(reachOf(index, stage("Production"))).toEqual([]);
  });
});

describe("findNodes", () => {
  const found = (query: string): readonly string[] =>
    findNodes(graph.nodes, query).map((node) => node.id);

  it("finds by label, path, commit, subject and stage, in any case", () => {
    expect(found("FRAUD 2")).toEqual([v(2)]);
    expect(found("data/b")).toEqual([dataset("b")]);
    expect(found("ddddddddddddddd")).toEqual([code("d")]);
    expect(found("work d")).toEqual([code("d")]);
    expect(found("staging")).toEqual([v(3), stage("Staging")]);
    // Digits stand somewhere in every hash: only those count with which it begins.
    const hashed = graph.nodes.map((node) =>
      node.kind === "commit" ? { ...node, commit: CommitId.parse("12".padEnd(40, "0")) } : node,
    );
    expect(findNodes(hashed, "120").length).toBeGreaterThan(0);
    expect(findNodes(hashed, "20")).toEqual([]);
  });

  it("wants every word, and finds nothing without a word", () => {
    expect(found("fraud production")).toEqual([v(2), stage("Production")]);
    expect(found("  ")).toEqual([]);
  });
});
