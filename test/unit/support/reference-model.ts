import type { RegistryEvent } from "../../../src/core/event.ts";

/** What the reference model knows of a version. */
export interface ExpectedVersion {
  readonly id: string;
  readonly model: string;
  readonly number: number;
  readonly claimedNumber: number | undefined;
  stage: string;
  stageEvent: string;
  rolledBack: boolean;
  /** By stage that it left: the event by which it left last. */
  readonly left: Map<string, string>;
}

/**
 * What a registry holds after some events, computed in the plainest way: sort them, drop what is
 * there twice, go through them once. The index must say the same.
 */
export class ReferenceModel {
  readonly versions = new Map<string, ExpectedVersion>();

  constructor(events: readonly RegistryEvent[]) {
    const distinct = new Map(events.toReversed().map((event) => [event.id, event]));
    for (const event of [...distinct.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      this.#add(event);
    }
  }

  ofModel(model: string): ExpectedVersion[] {
    return [...this.versions.values()].filter((version) => version.model === model);
  }

  /** Ids of the versions in a stage, the one that entered last first. */
  holders(model: string, stage: string): string[] {
    return this.ofModel(model)
      .filter((version) => version.stage === stage)
      .sort((a, b) => (a.stageEvent < b.stageEvent ? 1 : -1))
      .map(({ id }) => id);
  }

  /** Ids of the versions that left a stage, the one that left last first. */
  formerHolders(model: string, stage: string): string[] {
    return this.ofModel(model)
      .filter((version) => version.stage !== stage && version.left.has(stage))
      .sort((a, b) => (a.left.get(stage)! < b.left.get(stage)! ? 1 : -1))
      .map(({ id }) => id);
  }

  #add(event: RegistryEvent): void {
    switch (event.type) {
      case "version.registered": {
        const { model, number } = event.data;
        const numbers = this.ofModel(model).map((version) => version.number);
        const isTaken = numbers.includes(event.data.number);
        this.versions.set(event.id, {
          id: event.id,
          model,
          number: isTaken ? Math.max(...numbers) + 1 : number,
          claimedNumber: isTaken ? number : undefined,
          stage: "None",
          stageEvent: event.id,
          rolledBack: false,
          left: new Map(),
        });
        return;
      }
      case "version.transitioned": {
        const { version, to, displaces } = event.data;
        this.#move(event.id, version, to, displaces?.to, false);
        return;
      }
      case "stage.rolled-back": {
        const { version, stage, displaces } = event.data;
        this.#move(event.id, version, stage, displaces.to, true);
        return;
      }
      case "unknown":
        return;
    }
  }

  #move(
    event: string,
    id: string,
    to: string,
    retireTo: string | undefined,
    isRollback: boolean,
  ): void {
    const version = this.versions.get(id);
    if (!version) return;
    const enter = (who: ExpectedVersion, stage: string, rolledBack: boolean): void => {
      if (who.stage !== stage || who === version) who.left.set(who.stage, event);
      Object.assign(who, { stage, stageEvent: event, rolledBack });
    };
    if (retireTo !== undefined) {
      for (const holder of this.ofModel(version.model)) {
        if (holder !== version && holder.stage === to) enter(holder, retireTo, isRollback);
      }
    }
    enter(version, to, false);
  }
}
