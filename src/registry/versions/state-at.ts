import { stagesAfter, type Moment, type Placement } from "../../core/audit/stages-at.ts";
import type { ModelName, Stage } from "../../core/model/ids.ts";
import type { Registry } from "../registry.ts";

export interface StateAtRequest {
  /** Answer from what can be read of a damaged or incomplete ledger. */
  readonly despiteDamage?: boolean;
  readonly moment: Moment;
  readonly model?: ModelName;
  readonly stage?: Stage;
}

/**
 * Returns the versions in stages at a moment, computed from the events up to then; sorted by model,
 * then newest version first. A moment in the future gives the current state. A version that was
 * deleted later is included; one whose deletion was undone was never gone.
 */
export async function stateAt(
  registry: Registry,
  { moment, model, stage, despiteDamage = false }: StateAtRequest,
): Promise<readonly Placement[]> {
  const { moves, deleted } = await registry.read((state) => ({
    moves: state.events.stageMoves(moment),
    deleted: state.deletions.until(moment),
  }));
  if (!despiteDamage) registry.requireHealth();
  return stagesAfter(moves)
    .filter(({ version }) => !deleted.has(version))
    .filter((placement) => model === undefined || placement.model === model)
    .filter((placement) => stage === undefined || placement.stage === stage)
    .toSorted((a, b) => a.model.localeCompare(b.model) || b.number - a.number);
}
