import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { derivationColumns } from "../../../../src/core/lineage/derivation-columns.ts";
import {
  layoutLineage,
  type LayoutRequest,
  type LineageLayout,
} from "../../../../src/core/lineage/layout-lineage.ts";
import { lineageGraph } from "../../../../src/core/lineage/lineage-graph.ts";
import type { LineageGraph } from "../../../../src/core/lineage/lineage-node.ts";
import { placeCards } from "../../../../src/core/lineage/place-cards.ts";
import { labelHeight } from "../../../../src/core/lineage/place-labels.ts";
import { code, dataset, none, v, version } from "../../support/lineage-sketch.ts";

const request: LayoutRequest = {
  view: "version",
  title: "fraud",
  focus: undefined,
  hiddenKinds: [],
  hiddenStages: [],
  allCommits: false,
  shown: new Set(),
  width: 1280,
  height: 700,
  important: ["Production", "Staging"],
  initial: "None",
  now: Date.parse("2026-11-30T00:00:00Z"),
};

/** Versions of which each may be made from earlier ones, as any history has them. */
const histories = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(), { maxLength: 3 }),
      data: fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 3 }),
      commit: fc.option(fc.constantFrom("1", "2", "3"), { nil: undefined }),
      stage: fc.constantFrom("None", "None", "None", "Staging", "Production", "Archived"),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((all) =>
    lineageGraph(
      all.map(({ parents, data, commit, stage }, index) =>
        version(index + 1, {
          data: [...new Set(data)],
          stage,
          ...(commit !== undefined && { commit }),
          parents: index === 0 ? [] : [...new Set(parents.map((nth) => (nth % index) + 1))],
        }),
      ),
      [none],
    ),
  );

function ids({ cards }: LineageLayout): readonly string[] {
  return cards.flatMap(
    ({ id, folded, inside }) => folded ?? [id, ...inside.map((node) => node.id)],
  );
}

describe("columns", () => {
  it("lead every link to the right, and put what nothing leads to just before its first use", () => {
    const graphs = fc
      .array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })), { maxLength: 80 })
      .map((pairs) =>
        pairs.filter(([a, b]) => a !== b).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]),
      );
    fc.assert(
      fc.property(graphs, (pairs) => {
        const links = pairs.map(([from, to]) => ({ from: String(from), to: String(to) }));
        const nodes = Array.from({ length: 31 }, (_, n) => String(n));
        const columns = derivationColumns({ ids: nodes, links });
        const of = (id: string): number => columns.get(id) ?? Number.NaN;
        for (const { from, to } of links) expect(of(from)).toBeLessThan(of(to));
        const used = new Set(columns.values());
        expect([...used].sort((a, b) => a - b)).toEqual([...used].map((_, n) => n));
        for (const id of nodes) {
          const out = links.filter(({ from }) => from === id).map(({ to }) => of(to));
          if (out.length === 0 || links.some(({ to }) => to === id)) continue;
          expect(of(id)).toBe(Math.min(...out) - 1);
        }
      }),
    );
  });

  it("put a run beside the version that it made, and its own data before it", () => {
    const links = [
      ["shared", "1"],
      ["shared", "run"],
      ["own", "run"],
      ["1", "2"],
      ["2", "3"],
      ["run", "3"],
    ].map(([from = "", to = ""]) => ({ from, to }));
    const columns = derivationColumns({ ids: ["shared", "own", "1", "2", "run", "3"], links });
    expect(Object.fromEntries(columns)).toEqual({
      shared: 0,
      "1": 1,
      own: 1,
      "2": 2,
      run: 2,
      "3": 3,
    });
  });

  it("are found for links that go round, and for chains of any length", () => {
    const links = [
      ["a", "b"],
      ["b", "c"],
      ["c", "a"],
    ].map(([from = "", to = ""]) => ({ from, to }));
    expect(new Set(derivationColumns({ ids: ["a", "b", "c"], links }).values()).size).toBe(3);
    const nodes = Array.from({ length: 50_000 }, (_, n) => String(n));
    const chain = nodes.slice(1).map((to, n) => ({ from: String(n), to }));
    expect(derivationColumns({ ids: nodes, links: chain }).get("49999")).toBe(49_999);
  });
});

describe("placing", () => {
  it("keeps cards of a column apart", () => {
    const cards = fc.array(
      fc.record({ column: fc.nat({ max: 4 }), height: fc.integer({ min: 20, max: 120 }) }),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(
        cards,
        fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 80 }),
        (all, pairs) => {
          const sized = all.map((card, n) => ({ ...card, id: String(n) }));
          const links = pairs.flatMap(([a, b]) => {
            const [from, to] = [sized[a % (all.length || 1)], sized[b % (all.length || 1)]];
            return from && to ? [{ from: from.id, to: to.id }] : [];
          });
          const boxes = placeCards(sized, links, { width: 200, columnGap: 80, rowGap: 16 });
          for (let column = 0; column < 5; column += 1) {
            const placed = sized
              .filter((card) => card.column === column)
              .flatMap(({ id }) => boxes.get(id) ?? [])
              .sort((a, b) => a.y - b.y);
            placed.slice(1).forEach((box, n) => {
              const above = placed[n];
              const gap = box.y - box.height / 2 - ((above?.y ?? 0) + (above?.height ?? 0) / 2);
              expect(gap).toBeGreaterThan(15.99);
            });
          }
        },
      ),
    );
  });
});

describe("layout", () => {
  it("shows or folds every node once, leads to the right, and never folds focus or what was asked for", () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat(), (graph, a, b) => {
        const versions = graph.nodes.filter(({ kind }) => kind === "version");
        const focus = versions[a % versions.length]?.id ?? "";
        const asked = versions[b % versions.length]?.id ?? "";
        const layout = layoutLineage(graph, { ...request, focus, shown: new Set([asked]) });
        const all = ids(layout).filter((id) => !id.startsWith("commit:"));
        expect(new Set(all).size).toBe(all.length);
        const cards = new Map(layout.cards.map((card) => [card.id, card]));
        expect(cards.get(focus)?.folded).toBeUndefined();
        expect(cards.has(focus) && cards.has(asked)).toBe(true);
        for (const { from, to } of layout.links) {
          expect(cards.get(from)?.column).toBeLessThan(cards.get(to)?.column ?? -1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("has no more columns and rows than there is room for, but for what must be seen", () => {
    const chain = lineageGraph(
      Array.from({ length: 50 }, (_, n) =>
        version(n + 1, {
          data: n === 0 ? ["a"] : [],
          parents: n === 0 ? [] : [n],
          stage: n === 44 ? "Production" : "None",
        }),
      ),
      [none],
    );
    const { cards } = layoutLineage(chain, { ...request, focus: v(20) });
    expect(Math.max(...cards.map(({ column }) => column))).toBeLessThan(6);
    expect(cards.map(({ text }) => text.title)).toEqual(
      expect.arrayContaining(["fraud 20", "fraud 45", "a.csv"]),
    );
    expect(cards.flatMap(({ folded, text }) => (folded ? [text] : []))).toContainEqual({
      title: "24 versions",
      lines: [
        { text: "without a stage", about: "detail" },
        { text: "fraud 21 to 44", about: "detail" },
        { text: "unfold", about: "unfold" },
      ],
    });
    const right = cards.map(({ box }) => box.x + box.width / 2);
    expect(Math.max(...right)).toBeLessThanOrEqual(1280 - 48);
  });

  it("folds no version of a row by itself, which would save no room", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        fc.nat(),
        fc.integer({ min: 600, max: 1920 }),
        (length, at, width) => {
          const row = lineageGraph(
            Array.from({ length }, (_, n) =>
              version(n + 1, {
                data: ["a"],
                parents: n === 0 ? [] : [n],
                stage: n === length - 2 ? "Production" : "None",
              }),
            ),
            [none],
          );
          const focus = v((at % length) + 1);
          const { cards } = layoutLineage(row, { ...request, focus, width });
          for (const { folded } of cards) {
            if (folded) expect(folded.length).toBeGreaterThan(1);
          }
        },
      ),
    );
  });

  it("folds by stage what is below each other", () => {
    const many = lineageGraph(
      [
        version(1, { data: ["a"] }),
        ...Array.from({ length: 149 }, (_, n) =>
          version(n + 2, { parents: [1], stage: n === 3 ? "Production" : "None" }),
        ),
      ],
      [none],
    );
    const { cards } = layoutLineage(many, { ...request, focus: v(1) });
    expect(cards.length).toBeLessThan(10);
    const fold = cards.find(({ folded }) => folded);
    expect(fold?.text.lines[0]?.text).toBe("without a stage");
    expect(cards.some(({ id }) => id === v(5))).toBe(true);
    const unfolded = layoutLineage(many, { ...request, focus: v(1), shown: new Set(fold?.folded) });
    expect(unfolded.cards).toHaveLength(151);
  });

  it("puts the commit of one version into its card, and shows one that is shared", () => {
    const graph = lineageGraph(
      [
        version(1, { commit: "1" }),
        version(2, { commit: "2", parents: [1] }),
        version(3, { commit: "2", parents: [2] }),
      ],
      [none],
    );
    const cards = (allCommits: boolean): readonly string[] =>
      layoutLineage(graph, { ...request, focus: v(2), allCommits }).cards.map(({ id }) => id);
    expect(cards(false)).not.toContain(code("1"));
    expect(cards(false)).toContain(code("2"));
    expect(cards(true)).toContain(code("1"));
  });

  it("leads data through a run only if all versions of the run used it", () => {
    const run = { id: "17" };
    const links = (second: readonly string[]): readonly string[] => {
      const graph = lineageGraph(
        [version(1, { data: ["a"], run }), version(2, { data: second, run, parents: [1] })],
        [none],
      );
      return layoutLineage(graph, { ...request, focus: v(2) }).links.map(
        ({ from, to }) => `${from.split(":")[0] ?? ""} ${to.split(":")[0] ?? ""}`,
      );
    };
    expect(links(["a"])).toEqual(["dataset run", "run version", "run version", "version version"]);
    expect(links(["b"])).toContain("dataset version");
    expect(dataset("a")).toContain("dataset:");
  });

  it("puts what is written on a line over its end, where it covers no arrowhead", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 400, max: 1920 }), (graph, width) => {
        const { cards, links } = layoutLineage(graph, { ...request, focus: v(1), width });
        const boxes = new Map(cards.map(({ id, box }) => [id, box]));
        for (const { to, label } of links) {
          const box = boxes.get(to);
          if (!label || !box) continue;
          expect(label.at.x + label.width / 2).toBeLessThan(box.x - box.width / 2);
          const bottom = label.at.y + labelHeight(label) / 2;
          // Unless another label needs the place.
          const alone = links.filter((other) => other.label?.at.x === label.at.x).length === 1;
          if (alone) expect(bottom).toBeLessThanOrEqual(box.y - 4);
        }
      }),
    );
  });

  it("takes hostile names as texts", () => {
    const graph: LineageGraph = {
      nodes: [{ id: "x", kind: "external", label: "x", uri: "hf://<script>/\u202e" }],
      edges: [],
    };
    expect(layoutLineage(graph, { ...request, focus: "x" }).cards).toHaveLength(1);
  });
});
