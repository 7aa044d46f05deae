import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { artifactSha256 } from "../../src/core/model/artifact.ts";
import type { Registry } from "../../src/registry/registry.ts";
import {
  archiveByRetention,
  deleteByRetention,
} from "../../src/registry/retention/apply-retention.ts";
import { collectGarbage, findGarbage } from "../../src/registry/retention/collect-garbage.ts";
import { retentionPreview } from "../../src/registry/retention/retention-preview.ts";
import { retentionTable } from "../../src/registry/retention/retention-table.ts";
import { artifactPath, registryPaths } from "../../src/storage/files/registry-paths.ts";
import { sha256 } from "../../src/storage/ledger/ledger-line.ts";
import { duration, openRegistry, printTable, timed } from "./measure.ts";
import { syntheticRegistration, writeSyntheticLedger } from "./synthetic-registry.ts";

const versions = 10_000;
/** Of them archived long ago, so that they are due to be deleted. */
const archived = 1_000;
const archiving = 200;
const garbage = 1_000;
const bytesOfEach = 1_000;

const policy = `version: 1
stages: [{ name: None }, { name: Production, exclusive: true }, { name: Archived, terminal: true }]
transitions: { None: [Production, Archived], Production: [Archived] }
retention: { keepLast: 50, deleteAfterDays: 30 }
`;

/**
 * Measures retention and garbage collection in a registry of many versions whose bytes are there.
 */
export async function benchRetention(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bench-"));
  try {
    await writeSyntheticLedger(folder, versions, archived);
    await writeBytes(folder);
    await writeFile(registryPaths(folder).policy, policy);
    const registry = await openRegistry(folder);
    printTable(
      ["retention and garbage", `${versions.toLocaleString("en")} versions`],
      await measure(registry),
    );
    await registry.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(registry: Registry): Promise<[string, string][]> {
  const preview = await repeated(() => retentionPreview(registry, {}));
  const table = await repeated(() => retentionTable(registry, { limit: 20_000 }));
  const looking = await repeated(() => findGarbage(registry, {}));
  const removing = await timed(() => collectGarbage(registry, {}));
  const { entries } = await retentionPreview(registry, {});
  const toArchive = entries
    .flatMap(({ action, version }) => (action === "archive" ? version.id : []))
    .slice(0, archiving);
  const archivingTime = await timed(() => archiveByRetention(registry, { versions: toArchive }));
  const deleting = await timed(() => deleteByRetention(registry, {}));
  return [
    ["preview of what retention would do, best of 10", duration(preview)],
    ["the same as the page gets it, best of 10", duration(table)],
    [`archiving, each of ${archiving}`, duration(archivingTime / archiving)],
    [`deleting ${archived.toLocaleString("en")} versions and their bytes`, duration(deleting)],
    [
      `looking for garbage among ${(versions + garbage).toLocaleString("en")} objects, best of 10`,
      duration(looking),
    ],
    [
      `removing ${garbage.toLocaleString("en")} objects that no version refers to`,
      duration(removing),
    ],
  ];
}

/**
 * The bytes of all versions, and some that nobody refers to; what is in them does not matter here.
 */
async function writeBytes(folder: string): Promise<void> {
  const paths = registryPaths(folder);
  const digests = [
    ...Array.from({ length: versions }, (_, index) =>
      syntheticRegistration(index, "model-0").artifacts.flatMap(
        (artifact) => artifactSha256(artifact) ?? [],
      ),
    ).flat(),
    ...Array.from({ length: garbage }, (_, index) => sha256(Buffer.from(`garbage ${index}`))),
  ];
  for (const digest of digests) {
    const path = artifactPath(paths, digest);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.alloc(bytesOfEach));
  }
}

async function repeated(body: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 10; run += 1) times.push(await timed(body));
  return Math.min(...times);
}
