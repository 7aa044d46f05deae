import { describe, expect, it } from "vitest";
import { arcDirection, linePaths, routeEdges } from "../../../src/core/lineage/edge-routes.ts";
import { firstNode, walk } from "../../../webview/lineage/graph/walk.ts";

describe("walk", () => {
  const positions = new Map([
    ["data", { x: 0, y: 40 }],
    ["commit", { x: 200, y: 0 }],
    ["one", { x: 400, y: 0 }],
    ["two", { x: 400, y: 40 }],
    ["three", { x: 400, y: 80 }],
    ["stage", { x: 600, y: 10 }],
  ]);
  const walkable = {
    positions,
    edges: [
      { from: "data", to: "one" },
      { from: "data", to: "two" },
      { from: "commit", to: "one" },
      { from: "one", to: "two" },
      { from: "two", to: "three" },
      { from: "one", to: "stage" },
    ],
  };

  it("goes along the edges to the left and right, to the nearest in height", () => {
    expect(walk(walkable, "one", "left")).toBe("commit");
    expect(walk(walkable, "data", "right")).toBe("two");
    expect(walk(walkable, "one", "right")).toBe("stage");
  });

  it("follows an edge within the column where no other leads on", () => {
    expect(walk(walkable, "three", "left")).toBe("two");
    expect(walk(walkable, "two", "right")).toBe("three");
  });

  it("goes up and down the column", () => {
    expect(walk(walkable, "two", "up")).toBe("one");
    expect(walk(walkable, "one", "down")).toBe("two");
    expect(walk(walkable, "one", "up")).toBeUndefined();
    expect(walk(walkable, "stage", "right")).toBeUndefined();
  });

  it("begins at the top left", () => {
    expect(firstNode(positions)).toBe("data");
    expect(firstNode(new Map())).toBeUndefined();
  });
});

describe("routeEdges", () => {
  const box = (x: number, y: number): { x: number; y: number; width: number; height: number } => ({
    x,
    y,
    width: 100,
    height: 28,
  });
  const boxes = [box(0, 0), box(200, 0), box(200, 60), box(400, 0), box(400, 60)];

  it("passes a column between its nodes", () => {
    const across = { from: boxes[0]!, to: boxes[3]! };
    const points = routeEdges(boxes, [across]).get(across)!;
    const passing = points.filter(({ x }) => x >= 150 && x <= 250);
    expect(passing.length).toBeGreaterThan(1);
    for (const { y } of passing) {
      expect(Math.abs(y - 0)).toBeGreaterThan(14);
      expect(Math.abs(y - 60)).toBeGreaterThan(14);
    }
  });

  it("keeps edges through the same gap apart", () => {
    const edges = [
      { from: boxes[0]!, to: boxes[3]! },
      { from: boxes[0]!, to: boxes[4]! },
    ];
    const routes = routeEdges(boxes, edges);
    const heights = edges.map((each) => routes.get(each)!.find(({ x }) => x === 150)!.y);
    expect(heights[0]).toBeLessThan(heights[1]!);
  });

  it("bends an edge within a column out of it", () => {
    const within = { from: boxes[4]!, to: boxes[3]! };
    expect(arcDirection(within)).toBe("up");
    for (const { x } of routeEdges(boxes, [within]).get(within)!) expect(x).toBeGreaterThan(450);
  });

  it("draws a line that ends in an arrowhead at the side of the card", () => {
    const across = { from: box(0, 0), to: box(200, 60) };
    const { line, head } = linePaths(across, [
      { x: 100, y: 0 },
      { x: 100, y: 60 },
    ]);
    expect(line).toBe("M50 0Q100 0 100 30Q100 60 143 60");
    expect(head).toBe("M150 60l-8 -4v8z");
  });

  it("draws an edge within a column so that it comes back from the right", () => {
    const within = { from: boxes[4]!, to: boxes[3]! };
    const { line, head } = linePaths(within, routeEdges(boxes, [within]).get(within)!);
    expect(line).toMatch(/^M450 53Q.* 457 7$/);
    expect(head).toBe("M450 7l8 -4v8z");
  });
});
