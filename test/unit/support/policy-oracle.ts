import type { RegistryEvent } from "../../../src/core/events/event.ts";

/** A policy as the tests write it: the JSON of a `policy.yaml`. */
export interface PlainPolicy {
  readonly version: 1;
  readonly stages: readonly {
    readonly name: string;
    readonly exclusive?: boolean;
    readonly terminal?: boolean;
  }[];
  readonly transitions: Readonly<Record<string, readonly string[]>>;
  readonly gates: Readonly<Record<string, PlainGates>>;
}

export interface PlainGates {
  readonly metrics?: readonly { readonly metric: "auc"; readonly min: number }[];
  readonly tags?: readonly { readonly tag: string }[];
  readonly compliance?: { readonly pii: "no" };
  readonly approvals?: {
    readonly count: number;
    readonly by?: readonly string[];
    readonly self?: boolean;
  };
  readonly promoters?: readonly string[];
  readonly force?: "anyone" | readonly string[];
  readonly auto?: boolean;
}

interface Known {
  readonly model: string;
  readonly auc: number | undefined;
  stage: string;
  readonly been: Set<string>;
  readonly tags: Set<string>;
  pii: string | undefined;
  isDeleted: boolean;
}

interface Wish {
  readonly version: string;
  readonly to: string;
  readonly by: string;
  readonly promote: boolean;
  readonly approvers: Set<string>;
}

/**
 * Decides what a policy allows, in the simplest way and from the policy's text alone: for each
 * accepted event it gives the reasons why it should have been refused.
 */
export class PolicyOracle {
  readonly versions = new Map<string, Known>();
  readonly aliases = new Map<string, string>();
  readonly #open = new Map<string, Wish>();
  readonly #policy: PlainPolicy;

  constructor(policy: PlainPolicy) {
    this.#policy = policy;
  }

  /** Objections to an event, and to the state that it leads to; none if all is as it must be. */
  objections(event: RegistryEvent): readonly string[] {
    const found = [...this.#judge(event)];
    this.#apply(event);
    return [...found, ...this.#crowded()];
  }

  /** Returns the living version of a model that is in a stage, if there is exactly one. */
  only(model: string, stage: string): string | undefined {
    const ids = this.#in(model, stage);
    return ids.length === 1 ? ids[0] : undefined;
  }

  *#judge(event: RegistryEvent): Generator<string> {
    const who = event.actor.email ?? event.actor.name;
    const { stages, transitions } = this.#policy;
    switch (event.type) {
      case "version.registered": {
        const { data } = event;
        const [first] = stages;
        if ((data.stage ?? "None") !== first?.name) yield "it did not begin in the first stage";
        const facts = {
          auc: data.recipe.metrics["auc"],
          tags: new Set<string>(),
          pii: data.annotations?.["pii"],
        };
        yield* this.#entry(first?.name ?? "", who, this.#lacks(first?.name ?? "", facts), {
          forced: data.forced === true && data.reason !== undefined && data.reason !== "",
          skipped: data.gates?.filter(({ skipped }) => skipped).map(({ rule }) => rule) ?? [],
          maySkip: data.recipe.made !== undefined,
        });
        return;
      }
      case "version.transitioned": {
        const { version, from, to, forced, reason, request, displaces } = event.data;
        const known = this.versions.get(version);
        if (!known || known.isDeleted) yield "there is no such version";
        if (known?.stage !== from) yield `it was not in ${from}`;
        if (!stages.some(({ name }) => name === to)) yield `there is no stage ${to}`;
        if (!(transitions[from] ?? []).includes(to)) yield `no transition leads to ${to}`;
        const wish = request === undefined ? undefined : this.#open.get(request);
        if (request !== undefined && !wish?.promote) yield "nobody wanted it by itself";
        if (wish && (wish.version !== version || wish.to !== to)) yield "it was another request";
        yield* this.#entry(to, wish?.by ?? who, this.#lacks(to, known, version), {
          forced: forced === true && reason !== undefined && wish === undefined,
          skipped: [],
          maySkip: false,
          forcedBy: who,
        });
        yield* this.#replacing(to, displaces?.to);
        return;
      }
      case "stage.rolled-back": {
        const { version, stage, displaces, gates = [] } = event.data;
        const known = this.versions.get(version);
        if (!known || known.isDeleted) yield "there is no such version";
        if (!known?.been.has(stage)) yield `it never was in ${stage}`;
        if (!this.#rule(stage)?.exclusive) yield `${stage} is not for one version`;
        yield* this.#entry(stage, who, this.#lacks(stage, known, version), {
          forced: false,
          skipped: gates.filter(({ skipped }) => skipped).map(({ rule }) => rule),
          maySkip: true,
        });
        yield* this.#replacing(stage, displaces.to);
        return;
      }
      case "version.deleted": {
        const known = this.versions.get(event.data.version);
        if (!known || known.isDeleted) yield "there is no such version";
        if (this.#rule(known?.stage ?? "")?.exclusive) yield "it is in an exclusive stage";
        if ([...this.aliases.values()].includes(event.data.version)) yield "an alias needs it";
        if (!this.#isNamed(this.#gates(this.#archive())?.promoters, who))
          yield "who may not deletes";
        return;
      }
      case "approval.approved": {
        const wish = this.#open.get(event.data.request);
        const rule = this.#gates(event.data.to)?.approvals;
        if (!wish) yield "the request is not open";
        if (!rule) yield "nobody asks for approval";
        if (wish?.by === who && !rule?.self) yield "it is one's own";
        if (!this.#isNamed(rule?.by, who)) yield "who may not approves";
        return;
      }
      case "approval.withdrawn":
        if (this.#open.get(event.data.request)?.by !== who) yield "it is another's request";
        return;
      case "alias.set": {
        const alias = event.data.alias.toLowerCase();
        if (stages.some(({ name }) => name.toLowerCase() === alias)) yield "it is a stage's name";
        return;
      }
      default:
    }
  }

  /** Yields the objections to a version's entry into a stage. */
  *#entry(
    stage: string,
    who: string,
    lacks: readonly string[],
    how: {
      readonly forced: boolean;
      readonly skipped: readonly string[];
      readonly maySkip: boolean;
      readonly forcedBy?: string;
    },
  ): Generator<string> {
    const gates = this.#gates(stage);
    if (!this.#isNamed(gates?.promoters, who)) yield `${who} may not bring versions into ${stage}`;
    if (how.skipped.length > 0 && !how.maySkip) yield "checks were skipped";
    if (how.skipped.includes("promoter")) yield "a right was skipped";
    const unexcused = lacks.filter((rule) => !how.skipped.includes(rule));
    if (unexcused.length === 0) return;
    if (!how.forced) yield `${unexcused.join()} of ${stage} failed`;
    const { force } = gates ?? {};
    const forcer = how.forcedBy ?? who;
    if (force === undefined || (force !== "anyone" && !force.includes(forcer))) {
      yield `${forcer} may not force ${stage}`;
    }
  }

  *#replacing(stage: string, to: string | undefined): Generator<string> {
    const isExclusive = this.#rule(stage)?.exclusive === true;
    if (isExclusive !== (to !== undefined)) yield "it replaces what it must not, or does not";
    if (isExclusive && to !== this.#archive()) yield `replaced versions went to ${String(to)}`;
  }

  /** Returns the rules of a stage that a version does not meet, apart from who promotes. */
  #lacks(
    stage: string,
    version: Pick<Known, "auc" | "tags" | "pii"> | undefined,
    id?: string,
  ): readonly string[] {
    const { metrics = [], tags = [], compliance, approvals } = this.#gates(stage) ?? {};
    return [
      ...metrics.flatMap(({ min }) => ((version?.auc ?? -1) >= min ? [] : ["metric"])),
      ...tags.flatMap(({ tag }) => (version?.tags.has(tag) ? [] : ["tag"])),
      ...(compliance && version?.pii !== "no" ? ["compliance"] : []),
      ...(approvals && this.#approvers(stage, id).length < approvals.count ? ["approvals"] : []),
    ];
  }

  #approvers(stage: string, id: string | undefined): readonly string[] {
    const wish = [...this.#open.values()].find((each) => each.version === id && each.to === stage);
    return [...(wish?.approvers ?? [])];
  }

  *#crowded(): Generator<string> {
    for (const { name, exclusive } of this.#policy.stages) {
      const models = new Set([...this.versions.values()].map(({ model }) => model));
      for (const model of models) {
        const { length } = this.#in(model, name);
        if (exclusive && length > 1) yield `${length} versions of ${model} are in ${name}`;
      }
    }
  }

  #in(model: string, stage: string): readonly string[] {
    return [...this.versions].flatMap(([id, known]) =>
      known.model === model && known.stage === stage && !known.isDeleted ? [id] : [],
    );
  }

  #rule(stage: string): PlainPolicy["stages"][number] | undefined {
    return this.#policy.stages.find(({ name }) => name === stage);
  }

  #gates(stage: string): PlainGates | undefined {
    return Object.hasOwn(this.#policy.gates, stage) ? this.#policy.gates[stage] : undefined;
  }

  #archive(): string {
    const { stages } = this.#policy;
    return (stages.find(({ terminal }) => terminal) ?? stages[0])?.name ?? "";
  }

  #isNamed(names: readonly string[] | undefined, who: string): boolean {
    return names === undefined || names.includes(who);
  }

  #move(id: string, to: string): void {
    const known = this.versions.get(id);
    if (!known) return;
    known.stage = to;
    known.been.add(to);
    for (const [request, { version }] of this.#open) {
      if (version === id) this.#open.delete(request);
    }
  }

  #enter(id: string, to: string, archive: string | undefined): void {
    const known = this.versions.get(id);
    if (archive !== undefined && known) {
      for (const other of this.#in(known.model, to)) if (other !== id) this.#move(other, archive);
    }
    this.#move(id, to);
  }

  #apply(event: RegistryEvent): void {
    const who = event.actor.email ?? event.actor.name;
    switch (event.type) {
      case "version.registered": {
        const { model, recipe, annotations, stage = "None" } = event.data;
        this.versions.set(event.id, {
          model,
          auc: recipe.metrics["auc"],
          stage,
          been: new Set([stage]),
          tags: new Set(),
          pii: annotations?.["pii"],
          isDeleted: false,
        });
        return;
      }
      case "version.transitioned":
        this.#enter(event.data.version, event.data.to, event.data.displaces?.to);
        return;
      case "stage.rolled-back":
        this.#enter(event.data.version, event.data.stage, event.data.displaces.to);
        return;
      case "version.deleted":
        this.versions.get(event.data.version)!.isDeleted = true;
        return;
      case "approval.requested": {
        const { version, to, promote } = event.data;
        this.#open.set(event.id, { version, to, by: who, promote, approvers: new Set() });
        return;
      }
      case "approval.approved":
        this.#open.get(event.data.request)?.approvers.add(who);
        return;
      case "approval.denied":
      case "approval.withdrawn":
        this.#open.delete(event.data.request);
        return;
      case "alias.set":
        this.aliases.set(`${event.data.model} ${event.data.alias}`, event.data.version);
        return;
      case "alias.removed":
        this.aliases.delete(`${event.data.model} ${event.data.alias}`);
        return;
      case "tag.set":
        this.versions.get(event.data.version ?? "")?.tags.add(event.data.key);
        return;
      case "tag.removed":
        this.versions.get(event.data.version ?? "")?.tags.delete(event.data.key);
        return;
      case "annotations.changed": {
        const known = this.versions.get(event.data.version ?? "");
        const pii = event.data.changes.find(({ field }) => field === "pii");
        if (known && pii) known.pii = pii.to;
        return;
      }
      default:
    }
  }
}
