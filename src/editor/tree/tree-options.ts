import { commands, type Memento } from "vscode";

/** Options of the tree, remembered for the workspace. */
export interface TreeOptions {
  readonly groupBy: "model" | "stage";
  readonly sortBy: "name" | "change";
  /** Metric by which the versions of a list are sorted; empty for the newest first. */
  readonly versionMetric: string;
  /** Words that models or stages must match; empty for all. */
  readonly filter: string;
}

const defaults: TreeOptions = { groupBy: "model", sortBy: "name", versionMetric: "", filter: "" };
const key = "treeOptions";

/** Stores the options and passes them to the menus. */
export class TreeOptionsStore {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
    this.#tellMenus();
  }

  get value(): TreeOptions {
    return { ...defaults, ...this.#memory.get<Partial<TreeOptions>>(key) };
  }

  async change(change: Partial<TreeOptions>): Promise<void> {
    await this.#memory.update(key, { ...this.value, ...change });
    this.#tellMenus();
  }

  #tellMenus(): void {
    const { groupBy, sortBy, filter } = this.value;
    const keys = { groupBy, sortBy, isFiltered: filter !== "" };
    for (const [name, value] of Object.entries(keys)) {
      void commands.executeCommand("setContext", `modelRegistry.${name}`, value);
    }
  }
}
