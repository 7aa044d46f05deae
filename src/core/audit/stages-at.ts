import type { RegistryEvent } from "../events/event.ts";
import {
  VersionId,
  VersionNumber,
  type EventId,
  type ModelName,
  type Stage,
  type Timestamp,
} from "../model/ids.ts";
import { initialStage } from "../model/policy.ts";

/**
 * End of a period, inclusive: a time by the clock of the actors, or an event in the order of
 * events.
 */
export type Moment = { readonly at: Timestamp } | { readonly event: EventId };

interface MoveStamp {
  readonly id: EventId;
  readonly at: Timestamp;
}

/** The part of an event that decides which version is in which stage. */
export type StageMove =
  | (MoveStamp & {
      readonly kind: "registered";
      readonly model: ModelName;
      /** As claimed. */
      readonly number: VersionNumber;
      readonly stage?: Stage;
    })
  | (MoveStamp & {
      readonly kind: "moved";
      readonly version: VersionId;
      readonly to: Stage;
      /** The stage that the other versions in `to` move to; they stay if absent. */
      readonly retireTo?: Stage;
    });

/** A version in a stage, and since when. */
export interface Placement {
  readonly version: VersionId;
  readonly model: ModelName;
  readonly number: VersionNumber;
  readonly stage: Stage;
  readonly since: Timestamp;
  /** The event by which it entered the stage. */
  readonly event: EventId;
}

/** Returns the move between stages that an event makes, if any. */
export function stageMove(event: RegistryEvent): StageMove | undefined {
  const { id, at } = event;
  switch (event.type) {
    case "version.registered": {
      const { model, number, stage } = event.data;
      return { kind: "registered", id, at, model, number, ...(stage && { stage }) };
    }
    case "version.transitioned": {
      const { version, to, displaces } = event.data;
      return { kind: "moved", id, at, version, to, ...(displaces && { retireTo: displaces.to }) };
    }
    case "stage.rolled-back": {
      const { version, stage, displaces } = event.data;
      return { kind: "moved", id, at, version, to: stage, retireTo: displaces.to };
    }
    default:
      return undefined;
  }
}

interface ModelStages {
  latestNumber: number;
  readonly numbers: Set<number>;
  /** The versions in each stage. */
  readonly holders: Map<Stage, Set<VersionId>>;
}

/**
 * Returns the stage of each version after these moves, in the order in which the versions were
 * registered. Follows the rules of the index: of two clones that claim a number, the later gets the
 * next free one; the versions that leave an exclusive stage are those in it at that place in the
 * order, whichever ones the deciding clone knew; a move of an unknown version has no effect. A
 * version that was deleted keeps its last stage.
 *
 * @param moves in the order of their ids
 */
export function stagesAfter(moves: Iterable<StageMove>): readonly Placement[] {
  const placements = new Map<VersionId, Placement>();
  const models = new Map<ModelName, ModelStages>();

  const enter = (placement: Placement, before: Stage | undefined): void => {
    const { holders } = modelStages(models, placement.model);
    if (before !== undefined) holders.get(before)?.delete(placement.version);
    const there = holders.get(placement.stage);
    if (there) there.add(placement.version);
    else holders.set(placement.stage, new Set([placement.version]));
    placements.set(placement.version, placement);
  };

  for (const move of moves) {
    const { id, at } = move;
    if (move.kind === "registered") {
      const version = VersionId.parse(id);
      const { model, stage = initialStage } = move;
      const number = giveNumber(modelStages(models, model), move.number);
      enter({ version, model, number, stage, since: at, event: id }, undefined);
      continue;
    }
    const moved = placements.get(move.version);
    if (!moved) continue;
    const { to, retireTo } = move;
    if (retireTo !== undefined) {
      for (const holder of [...(modelStages(models, moved.model).holders.get(to) ?? [])]) {
        const held = placements.get(holder);
        if (!held || holder === moved.version) continue;
        enter({ ...held, stage: retireTo, since: at, event: id }, to);
      }
    }
    enter({ ...moved, stage: to, since: at, event: id }, moved.stage);
  }
  return [...placements.values()];
}

function modelStages(models: Map<ModelName, ModelStages>, name: ModelName): ModelStages {
  const known = models.get(name);
  if (known) return known;
  const made: ModelStages = { latestNumber: 0, numbers: new Set(), holders: new Map() };
  models.set(name, made);
  return made;
}

function giveNumber(model: ModelStages, claimed: VersionNumber): VersionNumber {
  const number = model.numbers.has(claimed) ? VersionNumber.parse(model.latestNumber + 1) : claimed;
  model.numbers.add(number);
  model.latestNumber = Math.max(model.latestNumber, number);
  return number;
}
