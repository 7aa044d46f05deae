import type { RegistryEvent } from "../../../src/core/events/event.ts";
import { parentVersions } from "../../../src/core/model/data/parent.ts";

/** State of a request for approval in the reference model. */
export interface ExpectedRequest {
  readonly version: string;
  readonly to: string;
  state: string;
  readonly approvals: string[];
}

/** State of a version in the reference model. */
export interface ExpectedVersion {
  readonly id: string;
  readonly model: string;
  readonly number: number;
  readonly claimedNumber: number | undefined;
  readonly label: string | undefined;
  stage: string;
  stageEvent: string;
  stageSince: string;
  rolledBack: boolean;
  readonly parents: readonly string[];
  /** The event that deleted it, as long as nothing has taken that back. */
  deletion: string | undefined;
  /** By stage that it left: the event by which it left last. */
  readonly left: Map<string, string>;
}

/**
 * Content of a registry after some events, computed in the plainest way: sort them, drop what is
 * there twice, go through them once. The index must say the same.
 */
export class ReferenceModel {
  readonly versions = new Map<string, ExpectedVersion>();
  /** By model and alias: the version. */
  readonly aliases = new Map<string, string>();
  /** By model, version if it is about one, and key or field. */
  readonly tags = new Map<string, string>();
  readonly annotations = new Map<string, string>();
  readonly requests = new Map<string, ExpectedRequest>();
  /** By version: the digest that each reproduction gave, newest first. */
  readonly reproductions = new Map<string, readonly (string | undefined)[]>();

  constructor(events: readonly RegistryEvent[]) {
    const distinct = new Map(events.toReversed().map((event) => [event.id, event]));
    for (const event of [...distinct.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      this.#add(event);
    }
  }

  ofModel(model: string): ExpectedVersion[] {
    return [...this.versions.values()].filter((version) => version.model === model);
  }

  living(model: string): ExpectedVersion[] {
    return this.ofModel(model).filter(({ deletion }) => deletion === undefined);
  }

  /** Ids of the versions in a stage, the one that entered last first. */
  holders(model: string, stage: string): string[] {
    return this.ofModel(model)
      .filter((version) => version.stage === stage && version.deletion === undefined)
      .sort((a, b) => (a.stageEvent < b.stageEvent ? 1 : -1))
      .map(({ id }) => id);
  }

  /** Ids of the versions that left a stage, the one that left last first. */
  formerHolders(model: string, stage: string): string[] {
    return this.ofModel(model)
      .filter(
        ({ stage: now, left, deletion }) =>
          now !== stage && left.has(stage) && deletion === undefined,
      )
      .sort((a, b) => (a.left.get(stage)! < b.left.get(stage)! ? 1 : -1))
      .map(({ id }) => id);
  }

  /** Returns whether an alias, an open request or a living version made from it needs a version. */
  isInUse(id: string): boolean {
    return (
      [...this.aliases.values()].includes(id) ||
      [...this.requests.values()].some(
        ({ version, state }) => version === id && state === "open",
      ) ||
      [...this.versions.values()].some(
        ({ parents, deletion }) => parents.includes(id) && deletion === undefined,
      )
    );
  }

  /** A version is used by somebody who did not know that it was deleted. */
  #revive(id: string): void {
    const version = this.versions.get(id);
    if (version?.deletion === undefined) return;
    version.deletion = undefined;
    for (const parent of version.parents) this.#revive(parent);
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
          label: this.ofModel(model).some(({ label }) => label === event.data.label)
            ? undefined
            : event.data.label,
          stage: event.data.stage ?? "None",
          stageEvent: event.id,
          stageSince: event.at,
          rolledBack: false,
          parents: parentVersions(event.data.parents),
          deletion: undefined,
          left: new Map(),
        });
        for (const parent of parentVersions(event.data.parents)) this.#revive(parent);
        return;
      }
      case "version.transitioned": {
        const { version, to, displaces } = event.data;
        this.#move(event, version, to, displaces?.to, false);
        this.#revive(version);
        return;
      }
      case "stage.rolled-back": {
        const { version, stage, displaces } = event.data;
        this.#move(event, version, stage, displaces.to, true);
        this.#revive(version);
        return;
      }
      case "version.deleted": {
        const { version: id, stage, stageSince } = event.data;
        const version = this.versions.get(id);
        if (version === undefined || version.deletion !== undefined) return;
        const isWhereItWas = version.stage === stage && version.stageSince === stageSince;
        if (isWhereItWas && !this.isInUse(id)) version.deletion = event.id;
        return;
      }
      default:
        this.#addWords(event);
    }
  }

  /** Applies events with words of people about versions. */
  #addWords(event: RegistryEvent): void {
    switch (event.type) {
      case "version.reproduced": {
        // It says what was seen, so it changes nothing, and nobody needs a version for it.
        const { version, files } = event.data;
        const produced = files.map((file) => file.produced);
        const before = this.reproductions.get(version) ?? [];
        this.reproductions.set(version, [...produced, ...before]);
        return;
      }
      case "approval.requested": {
        const { version, to } = event.data;
        if (!this.versions.has(version)) return;
        this.requests.set(event.id, { version, to, state: "open", approvals: [] });
        this.#revive(version);
        return;
      }
      case "approval.approved":
      case "approval.denied":
      case "approval.withdrawn": {
        const request = this.requests.get(event.data.request);
        if (request?.state !== "open") return;
        if (event.type === "approval.approved") request.approvals.push(event.id);
        else request.state = event.type === "approval.denied" ? "denied" : "withdrawn";
        return;
      }
      default:
        this.#addMarking(event);
    }
  }

  #addMarking(event: RegistryEvent): void {
    switch (event.type) {
      case "alias.set": {
        const { alias, version } = event.data;
        const model = this.versions.get(version)?.model;
        if (model === undefined) return;
        this.aliases.set(`${model} ${alias}`, version);
        this.#revive(version);
        return;
      }
      case "alias.removed": {
        const model = this.versions.get(event.data.previous)?.model ?? event.data.model;
        this.aliases.delete(`${model} ${event.data.alias}`);
        return;
      }
      case "tag.set":
      case "tag.removed":
        this.#mark(
          this.tags,
          event.data,
          event.data.key,
          "value" in event.data ? event.data.value : undefined,
        );
        return;
      case "annotations.changed":
        for (const { field, to } of event.data.changes) {
          this.#mark(this.annotations, event.data, field, to);
        }
        return;
      default:
        return;
    }
  }

  #mark(
    marks: Map<string, string>,
    { model: named, version }: { readonly model: string; readonly version?: string | undefined },
    key: string,
    value: string | undefined,
  ): void {
    // A version's id says of which model it is, whatever the event calls that.
    const model = version === undefined ? named : this.versions.get(version)?.model;
    if (model === undefined || this.ofModel(model).length === 0) return;
    const place = [model, version ?? "", key].join(" ");
    if (value === undefined) marks.delete(place);
    else marks.set(place, value);
  }

  #move(
    event: Pick<RegistryEvent, "id" | "at">,
    id: string,
    to: string,
    retireTo: string | undefined,
    isRollback: boolean,
  ): void {
    const version = this.versions.get(id);
    if (!version) return;
    const enter = (who: ExpectedVersion, stage: string, rolledBack: boolean): void => {
      if (who.stage !== stage || who === version) who.left.set(who.stage, event.id);
      Object.assign(who, { stage, stageEvent: event.id, stageSince: event.at, rolledBack });
      for (const request of this.requests.values()) {
        if (request.version !== who.id || request.state !== "open") continue;
        request.state = request.to === stage ? "fulfilled" : "obsolete";
      }
    };
    if (retireTo !== undefined) {
      for (const holder of this.ofModel(version.model)) {
        if (holder !== version && holder.stage === to) enter(holder, retireTo, isRollback);
      }
    }
    enter(version, to, false);
  }
}
