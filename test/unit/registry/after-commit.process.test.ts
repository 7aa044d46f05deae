import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ModelName, Stage, type VersionId } from "../../../src/core/model/ids.ts";
import { RegistryError } from "../../../src/core/refusals/refusal.ts";
import { annotate } from "../../../src/registry/annotations/annotate.ts";
import { setAlias } from "../../../src/registry/annotations/set-alias.ts";
import { setTag } from "../../../src/registry/annotations/set-tag.ts";
import { rollBack } from "../../../src/registry/lifecycle/roll-back.ts";
import { transition } from "../../../src/registry/lifecycle/transition.ts";
import { reportRecorded } from "../../../src/registry/recorded-events.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { deleteVersion } from "../../../src/registry/retention/delete-version.ts";
import { versionDetails } from "../../../src/registry/versions/version-details.ts";
import { failReads } from "../support/failing-reads.ts";
import {
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
} from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const subject = { model: ModelName.parse("fraud") };
const staging = Stage.parse("Staging");
const production = Stage.parse("Production");

type Act = (registry: Registry, versions: readonly VersionId[]) => Promise<unknown>;

/** Use cases on three versions, of which the first was in Production and the second one is. */
const useCases: Readonly<Record<string, Act>> = {
  register: (registry) => registerContent(registry, "four"),
  promote: (registry, [, , third]) => transition(registry, { version: third!, to: staging }),
  "roll back": (registry, [first]) =>
    rollBack(registry, {
      model: subject.model,
      stage: production,
      version: first!,
      reason: "false alarms",
    }),
  delete: (registry, [, , third]) =>
    deleteVersion(registry, { version: third!, reason: "a trial" }),
  tag: (registry) => setTag(registry, { subject, key: "team", value: "risk" }),
  annotate: (registry) => annotate(registry, { subject, changes: { description: "cards" } }),
  alias: (registry, [, , third]) => setAlias(registry, { version: third!, alias: "challenger" }),
};

function eventsOf(registry: Registry): Promise<number> {
  return registry.read((state) => state.events.log({}, { limit: 1_000 }).length);
}

async function fill(folder: string): Promise<readonly VersionId[]> {
  const registry = await openRegistry(folder);
  for (const content of ["one", "two", "three"]) await registerContent(registry, content);
  const ids = (await versionsOf(registry)).map(({ id }) => id);
  for (const version of ids.slice(0, 2)) {
    await transition(registry, { version, to: staging });
    await transition(registry, { version, to: production });
  }
  await registry.close();
  return ids;
}

test.each(Object.keys(useCases))(
  "%s is never told as failed once it is recorded",
  async (name) => {
    const template = join(await temporaryFolder(), "template");
    await mkdir(template);
    const versions = await fill(template);
    let told = 0;
    for (const onlyOne of [true, false]) {
      for (let first = 1; ; first += 1) {
        const folder = join(await temporaryFolder(), "workspace");
        await cp(template, folder, { recursive: true });
        const registry = await openRegistry(folder);
        const before = await eventsOf(registry);
        const commit = registry.commit.bind(registry);
        const failing = failReads({ first, onlyOne });
        Object.assign(registry, {
          commit: async (...values: Parameters<typeof commit>) => {
            const event = await commit(...values);
            failing.arm();
            return event;
          },
        });
        const answer = reportRecorded(async () => {
          await useCases[name]!(registry, versions);
          await versionDetails(registry, { versions: versions.slice(0, 1) });
        });
        const error: unknown = await answer.then(
          () => undefined,
          (problem: unknown) => problem,
        );
        const hasFailed = failing.restore();
        if (error !== undefined) {
          expect(error).toBeInstanceOf(RegistryError);
          expect((error as RegistryError).refusal.code).toBe("recorded");
          told += 1;
        }
        expect(await eventsOf(registry)).toBe(before + 1);
        await registry.close();
        if (!hasFailed) break;
      }
    }
    expect(told).toBeGreaterThan(0);
  },
  120_000,
);
