import type { RegistryEvent } from "../../../src/core/event.ts";

/** What the reference model knows of a request for approval. */
export interface ExpectedRequest {
  readonly version: string;
  readonly to: string;
  state: string;
  readonly approvals: string[];
}

/** What the reference model knows of a version. */
export interface ExpectedVersion {
  readonly id: string;
  readonly model: string;
  readonly number: number;
  readonly claimedNumber: number | undefined;
  readonly label: string | undefined;
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
  /** By model and alias: the version. */
  readonly aliases = new Map<string, string>();
  /** By model, version if it is about one, and key or field. */
  readonly tags = new Map<string, string>();
  readonly annotations = new Map<string, string>();
  readonly requests = new Map<string, ExpectedRequest>();

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
          label: this.ofModel(model).some(({ label }) => label === event.data.label)
            ? undefined
            : event.data.label,
          stage: event.data.stage ?? "None",
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
      default:
        this.#addWords(event);
    }
  }

  /** What people say about versions. */
  #addWords(event: RegistryEvent): void {
    switch (event.type) {
      case "approval.requested": {
        const { version, to } = event.data;
        if (!this.versions.has(version)) return;
        this.requests.set(event.id, { version, to, state: "open", approvals: [] });
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
        const { model, alias, version } = event.data;
        const isThere = this.versions.get(version)?.model === model;
        if (isThere) this.aliases.set(`${model} ${alias}`, version);
        return;
      }
      case "alias.removed":
        this.aliases.delete(`${event.data.model} ${event.data.alias}`);
        return;
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
    { model, version }: { readonly model: string; readonly version?: string | undefined },
    key: string,
    value: string | undefined,
  ): void {
    const isThere =
      version === undefined
        ? this.ofModel(model).length > 0
        : this.versions.get(version)?.model === model;
    if (!isThere) return;
    const place = [model, version ?? "", key].join(" ");
    if (value === undefined) marks.delete(place);
    else marks.set(place, value);
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
