import { expect, test } from "vitest";
import { parseEvent } from "../../../../src/core/events/parse-event.ts";
import { lineageGraph } from "../../../../src/core/lineage/lineage-graph.ts";
import { artifactManifest, type Artifact } from "../../../../src/core/model/artifact.ts";
import { Stage, VersionId } from "../../../../src/core/model/ids.ts";
import { initialStage } from "../../../../src/core/model/policy.ts";
import { compareVersions } from "../../../../src/core/reports/comparison.ts";
import { verify } from "../../../../src/registry/audit/verify.ts";
import { previewRollback, rollBack } from "../../../../src/registry/lifecycle/roll-back.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { collectGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { exportVersion } from "../../../../src/registry/retrieval/export-version.ts";
import { resolve } from "../../../../src/registry/retrieval/resolve.ts";
import { comparedVersions } from "../../../../src/registry/versions/compared-versions.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { eventId, registered, registrationData, stamp } from "../../support/events.ts";
import { writeLedger } from "../../support/ledger.ts";
import { refusalOf, worded } from "../../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

const uri = "s3://models/fraud/7/model.onnx";
const referenced = { path: "model.onnx", role: "model", held: false, uri } as const;
const id = VersionId.parse(eventId(20));
const parents = [
  { relation: "finetuned-from", version: eventId(10) },
  { relation: "distilled-from", uri: "hf://google-bert/bert-base-uncased" },
];
const recipe = {
  parameters: { seed: { kind: "integer", text: "9223372036854775807" }, depth: 3 },
  datasets: [
    { name: "labels", version: "7", uri: "s3://lake/labels", digests: { md5: "d41d8c" } },
    { name: "prices", uri: "https://example.org/p.parquet", digests: {}, target: "price" },
  ],
  featureSets: [{ name: "customer", version: "v3", columns: ["age", "country"] }],
  run: { id: "b2f1", experiment: "fraud", uri: "http://localhost:5000/#/runs/b2f1" },
  command: { line: "python train.py --depth 3", folder: "training" },
  license: "apache-2.0",
  otherMetadata: { owner: { team: "risk", people: ["Ada", "Mira"] } },
};

/** Returns a registration with every field of version 2 of its schema. */
function registration(rest: object = {}): object {
  const data = registrationData("fraud", "bytes");
  const artifacts = [{ ...referenced, digests: { etag: '"9b2c"' }, size: 12 } as const];
  const digest = sha256(artifactManifest(artifacts));
  const all = { ...data, number: 2, artifacts, digest, parents, tags: { reviewed: "yes" } };
  return { ...all, recipe: { ...data.recipe, ...recipe }, ...rest };
}

async function registryWith(data: object): Promise<Registry> {
  const parsed = parseEvent({ ...stamp(id), type: "version.registered", v: 2, data });
  if (!parsed.ok) throw new Error(parsed.problem);
  const folder = await temporaryFolder();
  await writeLedger(folder, "other", [registered(eventId(10), "fraud", 1), parsed.event]);
  return openRegistry(folder);
}

test("what a registration of another release says is recorded, shown and compared", async () => {
  const registry = await registryWith(registration());
  const [detail, base] = await registry.read((state) => [
    state.detail(id),
    state.detail(VersionId.parse(eventId(10))),
  ]);
  expect(detail?.tags).toEqual({ reviewed: "yes" });
  expect(detail?.registration).toMatchObject({ parents, recipe });
  const children = await registry.read((state) => state.children(VersionId.parse(eventId(10))));
  expect(children.map((child) => child.id)).toEqual([id]);

  const described = await describeVersion(registry, { version: id });
  expect(described.madeFrom).toEqual([
    { title: "fraud 1", ...parents[0] },
    { title: parents[1]?.uri, relation: "distilled-from" },
  ]);
  const { versions: details } = await comparedVersions(registry, {
    versions: [base!.id, detail!.id],
  });
  const compared = compareVersions(
    details.map((each) => ({ ...each, recipe: each.registration.recipe })),
    { baseline: 0, directions: {} },
  );
  const second = (section: "parents" | "run" | "other" | "model"): readonly unknown[] =>
    compared[section].map(({ key, cells }) => [key, cells[1]]);
  expect(second("parents")).toEqual([
    ["fraud 1", "fine-tuned from"],
    ["hf://google-bert/bert-base-uncased", "distilled from"],
  ]);
  expect(second("run")).toEqual([
    ["at", "http://localhost:5000/#/runs/b2f1"],
    ["command", "python train.py --depth 3"],
    ["in", "training"],
    ["run", "fraud · b2f1"],
  ]);
  expect(second("other")).toEqual([["owner", '{"team":"risk","people":["Ada","Mira"]}']]);
  expect(second("model")).toContainEqual(["licence", "apache-2.0"]);
  expect(compared.parameters.map(({ key, cells }) => [key, cells[1]])).toEqual([
    ["depth", "3"],
    ["seed", "9223372036854775807"],
  ]);
  expect(compared.datasets.map(({ key, cells }) => [key, cells[1]])).toEqual([
    ["https://example.org/p.parquet", "not known"],
    ["https://example.org/p.parquet, target", "price"],
    ["s3://lake/labels", "md5:d41d8c"],
    ["s3://lake/labels, version", "7"],
  ]);
  expect(compared.features).toEqual([
    { key: "customer", cells: [undefined, "v3, 2 columns"], differs: true },
  ]);
  const { nodes, edges } = lineageGraph([base!, detail!], [initialStage]);
  expect(nodes.filter(({ kind }) => kind === "dataset").map(({ label }) => label)).toEqual([
    "labels 7",
    "prices",
  ]);
  const derived = edges.filter(({ relation }) => relation === "derived from");
  expect(derived.map(({ derivation }) => derivation)).toEqual([
    "fine-tuned from",
    "distilled from",
  ]);
  expect(nodes.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["features", "run", "external"]),
  );
  await registry.close();
});

test("a file that is kept elsewhere is named with its place by whoever wants its bytes", async () => {
  const registry = await registryWith(registration());
  const artifacts = await registry.read((state) => state.artifacts(id));
  expect(artifacts).toEqual([{ ...referenced, digests: { etag: '"9b2c"' }, size: 12 }]);
  for (const asked of [
    resolve(registry, { reference: "fraud@2" }),
    exportVersion(registry, { reference: "fraud@2", destination: "out" }),
  ]) {
    const refusal = await refusalOf(asked);
    expect(refusal.code).toBe("artifact-missing");
    expect(refusal.message).toContain("registered by reference");
    expect(refusal.wayOut).toContain(uri);
  }
  const { findings, elsewhere } = await verify(registry, {});
  expect(elsewhere).toBe(1);
  expect(findings.map(({ where }) => where)).toEqual(["model.pkl of fraud 1"]);
  await registry.close();
});

test("bytes that a reference names by their SHA-256 stay once they are here, and count as theirs", async () => {
  const known = sha256("elsewhere");
  const artifacts = [{ ...referenced, digests: { sha256: known } } as const];
  const registry = await registryWith(registration({ artifacts }));
  const inUse = await registry.read((state) => state.bytes.digestsInUse());
  expect(inUse.has(known)).toBe(true);
  await collectGarbage(registry, {});
  const same = await refusalOf(registerContent(registry, "elsewhere"));
  expect(same).toMatchObject({ code: "already-registered", details: { number: 2 } });
  await registry.close();
});

test("the digest of a version is that of sha256sum where all files have a SHA-256", () => {
  const digests = { sha256: sha256("a"), md5: "0cc1" };
  const held: Artifact = { path: "a", role: "model", sha256: sha256("a"), size: 1 };
  const same: Artifact = { path: "a", role: "model", held: false, uri: "s3://b/a", digests };
  expect(artifactManifest([same])).toBe(artifactManifest([held]));
  expect(artifactManifest([held])).toBe(`${sha256("a")}  a\n`);
  const weaker: Artifact = { ...same, digests: { md5: "0cc1" } };
  expect(artifactManifest([weaker])).toBe("md5:0cc1  a\n");
  expect(artifactManifest([{ ...same, digests: {} }])).toBe("s3://b/a  a\n");
});

test("what is out of bounds is no registration", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  const wide = Object.fromEntries(Array.from({ length: 10_001 }, (_, key) => [key, key]));
  const recipes = [
    { otherMetadata: { deep } },
    { otherMetadata: wide },
    { otherMetadata: { text: "x".repeat(300_000) } },
    { otherMetadata: ["a list"] },
    { parameters: { seed: { kind: "integer", text: "1; rm" } } },
    { datasets: [{ name: "a", uri: "no uri", digests: {} }] },
    { datasets: [{ name: "a", digests: { sha256: "short" } }] },
    { datasets: [{ name: "a", digests: { "": "x" } }] },
  ];
  for (const broken of recipes) {
    const data = registration();
    const merged = { ...registrationData("fraud", "x").recipe, ...recipe, ...broken };
    const line = {
      ...stamp(id),
      type: "version.registered",
      v: 2,
      data: { ...data, recipe: merged },
    };
    expect(parseEvent(line).ok).toBe(false);
  }
  for (const broken of [
    { parents: [{ relation: "made by", version: eventId(1) }] },
    { parents: [{ relation: "derived-from" }] },
    { artifacts: [{ ...referenced, digests: {}, uri: "C:\\models" }] },
    { tags: { "": "x" } },
  ]) {
    const line = { ...stamp(id), type: "version.registered", v: 2, data: registration(broken) };
    expect(parseEvent(line).ok).toBe(false);
  }
});

test("a rollback to bytes that are kept elsewhere is refused with what can be done", async () => {
  const registry = await registryWith(registration());
  const [staging, production] = [Stage.parse("Staging"), Stage.parse("Production")];
  for (const version of [id, (await registerContent(registry, "held bytes")).id]) {
    await transition(registry, { version, to: staging });
    await transition(registry, { version, to: production });
  }
  const { model } = await registry.read((state) => state.version(id)!);
  const request = { model, stage: production, version: id };
  const wayOut = `Choose another version, or get the file from ${uri}, register it and promote the new version.`;
  const { obstacle } = await previewRollback(registry, request);
  expect(worded(obstacle!)).toMatchObject({ code: "artifact-missing", wayOut });
  const refusal = await refusalOf(rollBack(registry, { ...request, reason: "worse" }));
  expect(refusal).toMatchObject({ code: "artifact-missing", wayOut });
  await registry.close();
});
