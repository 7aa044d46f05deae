import { Stage, ModelName } from "../../src/core/model/ids.ts";
import { Alias, TagKey, TagValue } from "../../src/core/model/markings.ts";
import { RegistryError } from "../../src/core/refusals/refusal.ts";
import type { Version } from "../../src/core/state/version.ts";
import type { RemoteRegistry } from "../../src/registry/worker/remote-registry.ts";

/** A row of the sidebar, as far as the registry alone says it. */
export interface ExpectedRow {
  readonly label: string;
  /** Its aliases and its stage. */
  readonly facts: readonly string[];
  readonly below: readonly ExpectedRow[];
}

const models = ["storm-a", "storm-b", "storm-c"].map((name) => ModelName.parse(name));
const stages = ["Staging", "Production", "Archived", "Rejected"].map((name) => Stage.parse(name));
const aliases = ["champion", "challenger"].map((name) => Alias.parse(name));
/** Few enough that all rows are in sight. */
const mostVersions = 5;

/** Random changes of a registry, the same ones for the same seed, for tests of what follows it. */
export class RegistryStorm {
  readonly #registry: RemoteRegistry;
  readonly #file: string;
  #state: number;

  /** `file` is the model file whose versions are registered. */
  constructor(registry: RemoteRegistry, file: string, seed: number) {
    this.#registry = registry;
    this.#file = file;
    this.#state = seed;
  }

  /** Returns a number from 0 up to below `end` (mulberry32). */
  random(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  pick<T>(from: readonly T[]): T {
    const chosen = from[this.random(from.length)];
    if (chosen === undefined) throw new Error("There is nothing to pick from.");
    return chosen;
  }

  /** Makes one change; what the registry refuses is tried in another way. */
  async change(): Promise<void> {
    const model = this.pick(models);
    const versions = await this.#versions(model);
    if (versions.length === 0) return this.register(model);
    for (;;) {
      try {
        await this.#changeOne(model, versions);
        return;
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
      }
    }
  }

  async #changeOne(model: ModelName, versions: readonly Version[]): Promise<void> {
    const version = this.pick(versions);
    const call = this.#registry.call.bind(this.#registry);
    switch (this.random(6)) {
      case 0:
        if (versions.length < mostVersions) await this.register(model);
        else await call("deleteVersion", { version: this.#deletable(versions).id, reason: "room" });
        return;
      case 1:
        await call("setAlias", { version: version.id, alias: this.pick(aliases) });
        return;
      case 2:
        await call("removeAlias", { model, alias: this.pick(aliases) });
        return;
      case 3: {
        const subject = { model, version: version.id };
        const value = TagValue.parse(String(this.random(1000)));
        await call("setTag", { subject, key: TagKey.parse("run"), value });
        return;
      }
      default:
        await call("transition", { version: version.id, to: this.pick(stages) });
    }
  }

  #deletable(versions: readonly Version[]): Version {
    return this.pick(versions.filter(({ stage }) => stage !== "Production"));
  }

  /** Registers one more version of a model. */
  async register(model: string): Promise<void> {
    await this.#registry.call("register", {
      model: ModelName.parse(model),
      paths: [this.#file],
      metricsFiles: [],
      parametersFiles: [],
      datasets: [],
      parents: [],
      allowIdentical: true,
    });
  }

  /** Returns the rows of the sidebar, grouped by model, as the registry has them. */
  async expected(): Promise<readonly ExpectedRow[]> {
    const { models } = await this.#registry.call("overview", {});
    return Promise.all(
      models.map(async ({ model: { name }, production }) => ({
        label: name,
        facts: [production ? `Production ${production.number}` : "no Production"],
        below: (await this.#versions(name)).map(rowOf),
      })),
    );
  }

  #versions(model: ModelName): Promise<readonly Version[]> {
    return this.#registry.call("listVersions", { model, limit: 100 });
  }
}

function rowOf({ number, stage, aliases = [] }: Version): ExpectedRow {
  return {
    label: String(number),
    facts: [...aliases, ...(stage === "None" ? [] : [stage])],
    below: [],
  };
}

/** Returns the parts of a description except ages and counts. */
export function factsOf(description: string): readonly string[] {
  return description
    .split(/ {2}| · |, /)
    .filter((fact) => fact !== "" && !/^(now|\d+ (min|h|d|mo|y)|\d+ versions?)$/.test(fact));
}
