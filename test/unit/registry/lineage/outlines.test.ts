import { expect, it } from "vitest";
import type { LineageGraph, LineageNode } from "../../../../src/core/lineage/lineage-node.ts";
import { ModelName } from "../../../../src/core/model/ids.ts";
import { impact } from "../../../../src/registry/lineage/impact.ts";
import { lineage, type LineageRequest } from "../../../../src/registry/lineage/lineage.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { findVersion } from "../../../../src/registry/retrieval/find-version.ts";
import { writeLineageRegistry } from "../../../fixtures/lineage-registry.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const now = Date.parse("2026-11-30T00:00:00Z");
type VersionNode = Extract<LineageNode, { kind: "version" }>;

function versionsOf({ nodes }: LineageGraph): readonly VersionNode[] {
  return nodes.filter((node) => node.kind === "version");
}

/** Returns the edges into versions from versions and from nodes that both graphs have. */
function edgesBetween({ edges }: LineageGraph, nodes: ReadonlySet<string>): readonly string[] {
  return edges
    .filter(({ from, to }) => nodes.has(from) && nodes.has(to))
    .map(({ from, relation, to }) => `${from} ${relation} ${to}`)
    .toSorted();
}

it("reads the versions that matter most and those with a card, and knows the lines of the rest", async () => {
  const folder = await temporaryFolder();
  const { production } = await writeLineageRegistry(folder, 300, now);
  await withRegistry(folder, async (registry) => {
    const { id, model } = await findVersion(registry, { reference: production });
    const requests: readonly LineageRequest[] = [
      { version: id },
      { model },
      { of: "data/train.csv" },
      { of: "churn@1" },
    ];
    for (const request of requests) await expectOutlines(registry, request);
    const { graph } = await lineage(registry, { model, read: [] });
    const steps = graph.edges.filter(({ relation }) => relation === "followed by");
    const unread = new Set(versionsOf(graph).flatMap((node) => (node.outline ? node.id : [])));
    expect(steps.some(({ changes }) => changes !== undefined)).toBe(true);
    for (const { to, changes } of steps) expect(changes === undefined).toBe(unread.has(to));
  });
});

async function expectOutlines(registry: Registry, request: LineageRequest): Promise<void> {
  const whole = await lineage(registry, request);
  const part = await lineage(registry, { ...request, read: [] });
  const all = versionsOf(whole.graph);
  const known = versionsOf(part.graph);
  expect(known.map(({ id, stage }) => `${id} ${stage}`)).toEqual(
    all.map(({ id, stage }) => `${id} ${stage}`),
  );
  expect([part.focus, part.omitted, part.title]).toEqual([whole.focus, whole.omitted, whole.title]);
  const unread = known.filter(({ outline }) => outline);
  expect(unread.length).toBeGreaterThan(0);
  expect(known.filter(({ stage }) => stage === "Production").every(({ outline }) => !outline)).toBe(
    true,
  );
  // What a run or a feature set went into is known once the version has been read.
  const nodes = new Set(
    part.graph.nodes.flatMap(({ id, kind }) => (kind === "run" || kind === "features" ? [] : id)),
  );
  expect(edgesBetween(part.graph, nodes)).toEqual(edgesBetween(whole.graph, nodes));
  const [first, ...others] = unread;
  if (!first) return;
  const more = await lineage(registry, { ...request, read: [first.version] });
  const read = versionsOf(more.graph);
  expect(read.find(({ id }) => id === first.id)).toEqual(all.find(({ id }) => id === first.id));
  expect(read.filter(({ outline }) => outline)).toHaveLength(others.length);
}

it("draws the contents of one file as one card, which all their versions come from", async () => {
  const folder = await temporaryFolder();
  await writeLineageRegistry(folder, 50, now);
  await withRegistry(folder, async (registry) => {
    const { graph, focus, title } = await lineage(registry, { of: "data/train.csv" });
    const data = graph.nodes.filter(
      (node) => node.kind === "dataset" && node.path === "data/train.csv",
    );
    expect(data).toMatchObject([{ id: focus, label: "train.csv" }]);
    expect(title).toBe("train.csv");
    const uses = graph.edges.filter(({ from }) => from === focus);
    expect(uses).toHaveLength(versionsOf(graph).length);
  });
});

it("counts all that depends on something and lists as many as are wanted", async () => {
  const folder = await temporaryFolder();
  const { versions } = await writeLineageRegistry(folder, 50, now);
  await withRegistry(folder, async (registry) => {
    const all = await impact(registry, { subject: "data/test.csv" });
    expect([all.total, all.versions.length, all.direct]).toEqual([versions, versions, versions]);
    const some = await impact(registry, { subject: "data/test.csv", limit: 3 });
    expect(some).toEqual({ ...all, versions: all.versions.slice(0, 3) });
    expect(all.versions[0]?.stage).toBe("Production");
    const { versions: made } = await impact(registry, { subject: "churn@1" });
    const { id } = await findVersion(registry, { reference: "churn@1" });
    const nearest = made.filter(({ steps }) => steps === 1);
    expect(nearest.length).toBeGreaterThan(0);
    for (const { through } of nearest) expect(through).toEqual([id]);
    for (const { steps, through } of made) {
      const before = made.filter((each) => through.includes(each.id));
      expect(before.every((each) => each.steps === steps - 1)).toBe(true);
    }
    const model = ModelName.parse("churn");
    const { graph } = await lineage(registry, { model });
    expect(versionsOf(graph).every(({ outline }) => !outline)).toBe(true);
  });
});
