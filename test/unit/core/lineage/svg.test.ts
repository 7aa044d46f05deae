import { expect, test } from "vitest";
import { layoutLineage } from "../../../../src/core/lineage/layout-lineage.ts";
import { lineageGraph } from "../../../../src/core/lineage/lineage-graph.ts";
import type { LineageGraph } from "../../../../src/core/lineage/lineage-node.ts";
import { lineageSvg, pictureSize } from "../../../../src/core/lineage/lineage-svg.ts";
import { none, v, version } from "../../support/lineage-sketch.ts";
import { pictureTheme } from "../../support/picture-theme.ts";

function drawing(graph: LineageGraph, focus: string): string {
  const layout = layoutLineage(graph, {
    view: "version",
    title: "fraud 2",
    focus,
    hiddenKinds: [],
    hiddenStages: [],
    allCommits: false,
    shown: new Set(),
    width: 1280,
    height: 700,
    important: ["Production"],
    initial: "None",
    now: Date.parse("2026-11-30T00:00:00Z"),
  });
  const { width, height } = pictureSize(layout);
  expect(width).toBeGreaterThan(100);
  expect(height).toBeGreaterThan(50);
  return lineageSvg(layout, pictureTheme);
}

test("a drawing has its texts as texts, and a line for each link", () => {
  const graph = lineageGraph(
    [version(1, { data: ["a"] }), version(2, { parents: [1], stage: "Production" })],
    [none],
  );
  const svg = drawing(graph, v(2));
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
  const texts = Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, text]) => text);
  expect(texts).toEqual(expect.arrayContaining(["fraud 2", "Production", "fraud 1", "a.csv"]));
  expect(svg.match(/<path d="M[^"]*" fill="none"/g)).toHaveLength(2);
});

test("names can't become markup, and characters that turn text around are left out", () => {
  const uri = `hf://"><script>alert(1)</script>&\u202ex`;
  const svg = drawing({ nodes: [{ id: "x", kind: "external", label: uri, uri }], edges: [] }, "x");
  expect(svg).not.toMatch(/<script|\u202e|&(?!#\d+;)/);
  const elements = new Set(Array.from(svg.matchAll(/<\/?([a-z]+)/gi), ([, name]) => name));
  expect([...elements].sort()).toEqual(["g", "rect", "svg", "text", "title"]);
});
