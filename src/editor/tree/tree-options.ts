import { commands, workspace, type ConfigurationChangeEvent, type Memento } from "vscode";
import * as z from "zod";

/** Options of the tree: those of the settings, until others are chosen for the workspace. */
export interface TreeOptions {
  readonly groupBy: "model" | "stage";
  readonly sortBy: "name" | "change";
  /** Metric by which the versions of a list are sorted; empty for the newest first. */
  readonly versionMetric: string;
  /** Words that models or stages must match; empty for all. */
  readonly filter: string;
}

const key = "treeOptions";
const section = "modelRegistry.tree";

const Settings = z.object({
  groupBy: z.enum(["model", "stage"]).catch("model"),
  sortBy: z.enum(["name", "change"]).catch("name"),
});

const VersionFact = z.enum(["aliases", "metric", "age", "stage"]);
/** A fact beside a version. */
export type VersionFact = z.infer<typeof VersionFact>;

/** Returns the facts that the setting wants beside a version; all if it can't be read. */
export function shownFacts(): ReadonlySet<VersionFact> {
  const wanted = workspace.getConfiguration(section).get<unknown>("versionFacts");
  return new Set(z.array(VersionFact).safeParse(wanted).data ?? VersionFact.options);
}

const settings = ["groupBy", "sortBy"] as const;

/** Stores the options and passes them to the menus. */
export class TreeOptionsStore {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
    this.#tellMenus();
  }

  get value(): TreeOptions {
    const configured = workspace.getConfiguration(section);
    const given = Object.fromEntries(settings.map((name) => [name, configured.get<unknown>(name)]));
    return { versionMetric: "", filter: "", ...Settings.parse(given), ...this.#chosen };
  }

  async change(change: Partial<TreeOptions>): Promise<void> {
    await this.#memory.update(key, { ...this.#chosen, ...change });
    this.#tellMenus();
  }

  /**
   * Takes what a change of the settings says in place of what was chosen before.
   *
   * @returns whether the change is about the tree
   */
  async follow(change: ConfigurationChangeEvent): Promise<boolean> {
    const changed = settings.filter((name) => change.affectsConfiguration(`${section}.${name}`));
    if (changed.length === 0) return false;
    await this.change(Object.fromEntries(changed.map((name) => [name, undefined])));
    return true;
  }

  get #chosen(): Partial<TreeOptions> {
    const kept: Readonly<Record<string, unknown>> = this.#memory.get(key, {});
    return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  }

  #tellMenus(): void {
    const { groupBy, sortBy, filter } = this.value;
    const keys = { groupBy, sortBy, isFiltered: filter !== "" };
    for (const [name, value] of Object.entries(keys)) {
      void commands.executeCommand("setContext", `modelRegistry.${name}`, value);
    }
  }
}
