import fc from "fast-check";
import { expect, test } from "vitest";
import { EventId, ModelName, Stage, VersionId } from "../../../../../src/core/model/ids.ts";
import type { EventStore } from "../../../../../src/storage/event-store.ts";
import { SqliteEngine } from "../../../../../src/storage/index/index-database.ts";
import { growIndex } from "../../../support/grown-index.ts";
import { ReferenceModel } from "../../../support/reference-model.ts";
import { useTemporaryFolders } from "../../../support/registry.ts";
import { eventsOf, models, stages, step } from "../../../support/steps-of-clones.ts";
import { wasm } from "../../../support/wasm.ts";

const temporaryFolder = useTemporaryFolders();

test("an index that grew with several clones' events is the one a rebuild makes, and the reference", async () => {
  const engine = await SqliteEngine.load(await wasm());
  const folder = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 40, size: "max" }),
      async (steps) => {
        const events = eventsOf(steps);
        const dump = await growIndex(folder, engine, steps, events, (grown) =>
          agree(grown, new ReferenceModel(events)),
        );
        expect(dump["event"]).toHaveLength(events.length);
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
