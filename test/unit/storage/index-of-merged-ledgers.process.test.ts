import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EventId, ModelName, Stage, VersionId } from "../../../src/core/model/ids.ts";
import { EventStore } from "../../../src/storage/event-store.ts";
import { registryPaths } from "../../../src/storage/files/registry-paths.ts";
import { SqliteEngine } from "../../../src/storage/index/index-database.ts";
import { chainStart } from "../../../src/storage/ledger/ledger-line.ts";
import { dumpIndex } from "../support/dump-index.ts";
import { encodeLine } from "../support/ledger.ts";
import { ReferenceModel } from "../support/reference-model.ts";
import { useTemporaryFolders } from "../support/registry.ts";
import { eventsOf, models, stages, step, writers } from "../support/steps-of-clones.ts";
import { wasm } from "../support/wasm.ts";

const temporaryFolder = useTemporaryFolders();

test("an index that grew with several clones' events is the one a rebuild makes, and the reference", async () => {
  const engine = await SqliteEngine.load(await wasm());
  const folder = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 40, size: "max" }),
      async (steps) => {
        const paths = registryPaths(folder);
        await rm(paths.root, { recursive: true, force: true });
        await mkdir(paths.ledger, { recursive: true });
        const grown = await EventStore.open(paths, engine);
        const events = eventsOf(steps);

        // Each clone writes its own file; what the reader gets to see of them arrives in any order.
        const heads = writers.map(() => chainStart);
        const waiting = writers.map((): Buffer[] => []);
        const tell = async (writer: number): Promise<void> => {
          const lines = Buffer.concat(waiting[writer]!.splice(0));
          if (lines.length > 0)
            await appendFile(join(paths.ledger, `${writers[writer]}.jsonl`), lines);
          await grown.catchUp();
        };
        for (const [index, event] of events.entries()) {
          const { writer, isTold } = steps[index]!;
          const { bytes, hash } = encodeLine(event, heads[writer]!);
          heads[writer] = hash;
          waiting[writer]!.push(bytes);
          if (isTold) await tell(writer);
        }
        for (const writer of writers.keys()) await tell(writer);
        expect(grown.damages).toEqual([]);
        await grown.save();
        const dump = dumpIndex(paths.index);

        await rm(paths.index);
        const rebuilt = await EventStore.open(paths, engine);
        await rebuilt.save();
        expect(dump).toEqual(dumpIndex(paths.index));
        await agree(grown, new ReferenceModel(events));
        expect(dump["event"]).toHaveLength(events.length);
        await grown.close();
        await rebuilt.close();
      },
    ),
    { numRuns: 25 },
  );
});

/** The marks of a model (`fraud `) or a version (`fraud <id>`). */
function marksAt(marks: ReadonlyMap<string, string>, place: string): Record<string, string> {
  return Object.fromEntries(
    [...marks].flatMap(([key, value]) => {
      const [model, version, name] = key.split(" ");
      return name !== undefined && `${model} ${version}` === place ? [[name, value] as const] : [];
    }),
  );
}

async function agree(store: EventStore, expected: ReferenceModel): Promise<void> {
  const answer = await store.read((state) => {
    for (const version of expected.versions.values()) {
      if (version.deletion !== undefined) {
        expect(state.version(VersionId.parse(version.id))).toBeUndefined();
        const { model, number, deletion } = version;
        const deleted = state.deletedVersion(VersionId.parse(version.id));
        expect(deleted).toMatchObject({ model, number, deletion });
        expect(state.deletedCalled(deleted!.model, deleted!.number)).toEqual(deleted);
        expect(expected.isInUse(version.id)).toBe(false);
        continue;
      }
      const found = state.version(VersionId.parse(version.id));
      expect(found).toMatchObject({
        model: version.model,
        number: version.number,
        stage: version.stage,
      });
      expect(found?.claimedNumber).toBe(version.claimedNumber);
      expect(found?.rolledBackAt !== undefined).toBe(version.rolledBack);
      expect(found?.label).toBe(version.label);
      expect(found?.aliases ?? []).toEqual(
        [...expected.aliases]
          .flatMap(([key, id]) => (id === version.id ? [key.split(" ")[1]] : []))
          .sort(),
      );
      expect(
        state
          .reproductions(VersionId.parse(version.id))
          .flatMap(({ files }) => files.map(({ produced }) => produced)),
      ).toEqual(expected.reproductions.get(version.id) ?? []);
      const { tags, annotations } = state.detail(VersionId.parse(version.id))!;
      const place = `${version.model} ${version.id}`;
      expect(tags).toEqual(marksAt(expected.tags, place));
      expect(annotations).toEqual(marksAt(expected.annotations, place));
    }
    for (const [id, request] of expected.requests) {
      const found = state.approvalRequest(EventId.parse(id));
      expect(found).toMatchObject({
        version: request.version,
        to: request.to,
        state: request.state,
      });
      expect(found?.approvals.map((approval) => approval.id)).toEqual(request.approvals);
    }
    for (const name of models) {
      const model = ModelName.parse(name);
      expect(Object.fromEntries(state.tags(model))).toEqual(marksAt(expected.tags, `${name} `));
      expect(state.annotations(model)).toEqual(marksAt(expected.annotations, `${name} `));
      expect(state.versions({ model, limit: 1000 })).toHaveLength(expected.living(name).length);
      expect(state.model(model)?.versionCount ?? 0).toBe(expected.living(name).length);
      for (const stage of stages.map((each) => Stage.parse(each))) {
        expect(
          state
            .holders(model, stage)
            .map(({ id }) => id)
            .sort(),
        ).toEqual(expected.holders(name, stage).sort());
        expect(
          state
            .formerHolders(model, stage)
            .map(({ id }) => id)
            .sort(),
        ).toEqual(expected.formerHolders(name, stage).sort());
      }
    }
    return true;
  });
  expect(answer).toBe(true);
}
