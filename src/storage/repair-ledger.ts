import { RegistryError } from "../core/refusals/refusal.ts";
import type { EventStore } from "./event-store.ts";
import { writeProblem, type RegistryPaths } from "./files/registry-paths.ts";
import { newerFormOf } from "./index/events/newer-form-query.ts";
import type { SqliteEngine } from "./index/index-database.ts";
import { loadPositions, newestId } from "./index/index-positions.ts";
import { IndexQueries } from "./index/index-queries.ts";
import { LedgerSlices } from "./index/ledger-slices.ts";
import { stamper, type Writing } from "./ledger/encode-events.ts";
import type { LedgerDamage } from "./ledger/ledger-file.ts";
import { keepIndexAside } from "./recovery/ledger-loss.ts";
import type { LossWatch } from "./recovery/loss-watch.ts";
import { surveyRepair, type RepairSurvey } from "./recovery/repair-survey.ts";
import { writeRepair, type Repair } from "./recovery/write-repair.ts";

/** A ledger that has been read from its beginning. */
export interface ReadAnew {
  readonly paths: RegistryPaths;
  readonly engine: SqliteEngine;
  readonly damages: readonly LedgerDamage[];
  readonly losses: LossWatch;
}

/**
 * Reads the whole ledger anew and answers what a repair of it would give; undefined if nothing is
 * damaged. Writes nothing.
 *
 * @param body gets the registry as it will be
 */
export function previewRepair<T>(
  store: EventStore,
  body: (survey: RepairSurvey, state: IndexQueries) => T,
): Promise<T | undefined> {
  return store.readAnew((found) =>
    withSurvey(found, (survey) => {
      const slices = new LedgerSlices(found.paths.ledger);
      const state = new IndexQueries(survey.db, slices);
      return Promise.resolve(slices.during(() => body(survey, state)));
    }),
  );
}

/**
 * Goes on without what can't be read of damaged ledger files. Answers what was repaired; undefined
 * if nothing is damaged.
 *
 * @param agree throws if the damage is not what was agreed to
 * @throws RegistryError `read-only` also in a newer form, `busy`
 */
export function repairLedger(
  store: EventStore,
  agree: (survey: RepairSurvey) => void,
  writing: Writing,
): Promise<Repair | undefined> {
  return store.replaceFiles((found, held) =>
    withSurvey(found, async (survey) => {
      agree(survey);
      const newer = newerFormOf(survey.db);
      if (newer) throw new RegistryError(newer);
      const { paths, losses } = found;
      const known = [newestId(loadPositions(survey.db)), losses.newest];
      const newest = known.reduce((a, b) => ((b ?? "") > (a ?? "") ? b : a));
      const { files, lost } = survey;
      try {
        const written = await writeRepair(paths, survey, stamper(newest, writing)(), held);
        // What it knew of the lost events may still help somebody.
        if (lost.length > 0 && !losses.loss) await keepIndexAside(paths).catch(() => undefined);
        return { files, lost, ...written };
      } catch (error) {
        throw writeProblem(paths, error);
      }
    }),
  );
}

async function withSurvey<T>(
  { paths, engine, damages, losses }: ReadAnew,
  body: (survey: RepairSurvey) => Promise<T>,
): Promise<T | undefined> {
  if (damages.length === 0) return undefined;
  const survey = await surveyRepair(paths, engine, damages, losses.known);
  try {
    return await body(survey);
  } finally {
    survey.db.close();
  }
}
