import { describe, expect, it } from "vitest";
import { mermaidGraph } from "../../../../src/core/lineage/graph-languages.ts";
import { layoutLineage } from "../../../../src/core/lineage/layout-lineage.ts";
import { lineageSvg } from "../../../../src/core/lineage/lineage-svg.ts";
import { openLineageEvents } from "../../../../src/core/lineage/open-lineage.ts";
import { lineage, type LineageRequest } from "../../../../src/registry/lineage/lineage.ts";
import { findVersion } from "../../../../src/registry/retrieval/find-version.ts";
import { writeLineageRegistry } from "../../../fixtures/lineage-registry.ts";
import { OpenLineageEvents, parseMermaid, parseSvg } from "../../support/lineage-exports.ts";
import { pictureTheme } from "../../support/picture-theme.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const now = Date.parse("2026-11-30T00:00:00Z");

describe.each([5, 50, 500])("a registry of %i nodes", (size) => {
  it("is laid out in its frame, and its exported files can be read by others", async () => {
    const folder = await temporaryFolder();
    const { nodes, production } = await writeLineageRegistry(folder, size, now);
    expect(nodes).toBeGreaterThanOrEqual(size);
    const drawn = await withRegistry(folder, async (registry) => {
      const { id } = await findVersion(registry, { reference: production });
      return lineage(registry, { version: id });
    });
    const { graph, focus, important, initial, title } = drawn;
    expect(drawn.omitted).toBe(0);
    const width = 1200;
    const layout = layoutLineage(graph, {
      view: "version",
      title,
      focus,
      hiddenKinds: [],
      hiddenStages: [],
      allCommits: false,
      shown: new Set(),
      width,
      height: 600,
      important,
      initial,
      now,
    });
    const sides = layout.cards.map(({ box }) => box.x + box.width / 2);
    expect(Math.max(...sides)).toBeLessThanOrEqual(width);
    const names = layout.cards.map(({ text }) => text.title);
    expect(names).toContain(title);

    const svg = parseSvg(lineageSvg(layout, pictureTheme));
    expect(svg.titles).toEqual(names);
    // The number of a version is there, however long the name of its model is.
    for (const { node, folded, text } of layout.cards) {
      if (node.kind !== "version" || folded) continue;
      expect(
        svg.texts.some((line) => line.endsWith(` ${node.number}`) || line === text.title),
      ).toBe(true);
    }
    expect(svg.width).toBeGreaterThan(300);
    expect(svg.height).toBeGreaterThan(100);

    const events = OpenLineageEvents.parse(JSON.parse(JSON.stringify(openLineageEvents(graph))));
    const versions = graph.nodes.filter(({ kind }) => kind === "version");
    expect(events).toHaveLength(versions.length);
    expect(new Set(events.map(({ run }) => run.runId)).size).toBe(versions.length);
    const training = events.filter(({ inputs }) =>
      inputs.some(({ name }) => name === "data/train.csv"),
    );
    expect(training).toHaveLength(versions.length);

    const mermaid = parseMermaid(mermaidGraph(graph));
    expect(mermaid.labels).toHaveLength(graph.nodes.length);
    expect(mermaid.edges).toBe(graph.edges.length);
    expect(mermaid.labels.some((label) => label.startsWith(`${title} (Production`))).toBe(true);
  });
});

it("draws what depends on a version with that version itself", async () => {
  const folder = await temporaryFolder();
  await writeLineageRegistry(folder, 50, now);
  await withRegistry(folder, async (registry) => {
    const { id } = await findVersion(registry, { reference: "churn@1" });
    const { graph, focus, view } = await lineage(registry, { of: "churn@1" });
    expect(view).toBe("impact");
    expect(focus).toBe(`version:${id}`);
    expect(graph.nodes.filter(({ kind }) => kind === "version").length).toBeGreaterThan(10);
  });
});

it("says how many versions it leaves out, and has them when more are asked for", async () => {
  const folder = await temporaryFolder();
  const { versions, production } = await writeLineageRegistry(folder, 50, now);
  await withRegistry(folder, async (registry) => {
    const { id, model } = await findVersion(registry, { reference: production });
    const of = async (request: LineageRequest): Promise<readonly [number, number]> => {
      const { graph, omitted } = await lineage(registry, request);
      return [graph.nodes.filter(({ kind }) => kind === "version").length, omitted];
    };
    expect(await of({ version: id, limit: 5 })).toEqual([5, versions - 5]);
    expect(await of({ version: id, limit: 15 })).toEqual([15, versions - 15]);
    expect(await of({ version: id })).toEqual([versions, 0]);
    expect((await of({ model, limit: 5 }))[1]).toBeGreaterThan(0);
    expect((await of({ model }))[1]).toBe(0);
  });
});
