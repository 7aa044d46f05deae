import type { RegistryEvent } from "../events/event.ts";
import type { Stage, Timestamp, VersionId } from "../model/ids.ts";
import type { Actor } from "../model/recipe.ts";

/** Time that a version was in a stage. */
export interface StagePeriod {
  readonly version: VersionId;
  readonly from: Timestamp;
  /** Absent while it is there. */
  readonly until?: Timestamp | undefined;
  readonly entered: PeriodEnd;
  readonly left?: PeriodEnd | undefined;
}

/** Beginning or end of a period. */
export interface PeriodEnd {
  /** `moved`: by a promotion or another move. `replaced`: another version was promoted. */
  readonly how: "moved" | "forced" | "replaced" | "rolled-back";
  readonly actor: Actor;
  readonly reason?: string | undefined;
}

/**
 * Returns which version was in a stage when, oldest first. The stage admits one version at a time,
 * so that entering it ends the stay of the one before.
 *
 * @param events by which the stage was entered or left, in the order of their ids
 */
export function stagePeriods(
  events: readonly RegistryEvent[],
  stage: Stage,
): readonly StagePeriod[] {
  const periods: StagePeriod[] = [];
  const end = (until: Timestamp, left: PeriodEnd): void => {
    const last = periods.at(-1);
    if (last?.until === undefined && last) periods[periods.length - 1] = { ...last, until, left };
  };
  for (const event of events) {
    const { at, actor } = event;
    if (event.type === "stage.rolled-back" && event.data.stage === stage) {
      const { version, reason } = event.data;
      end(at, { how: "rolled-back", actor, reason });
      periods.push({ version, from: at, entered: { how: "rolled-back", actor, reason } });
    } else if (event.type === "version.transitioned") {
      const { version, from, to, reason, forced } = event.data;
      if (to === stage) {
        end(at, { how: "replaced", actor, reason });
        periods.push({
          version,
          from: at,
          entered: { how: forced ? "forced" : "moved", actor, reason },
        });
      } else if (from === stage) {
        end(at, { how: "moved", actor, reason });
      }
    }
  }
  return periods;
}
