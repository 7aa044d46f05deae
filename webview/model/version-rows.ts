import type { VersionId } from "../../src/core/model/ids.ts";
import { host } from "./host.ts";
import { pageSize, type ModelRow, type VersionsAnswer } from "./protocol.ts";

/** Question whose answer the table shows. */
export interface TableQuestion {
  readonly filter: string;
  readonly order: {
    readonly field: Extract<
      Parameters<typeof host.ask>[0],
      { type: "read-versions" }
    >["order"]["field"];
    readonly name?: string;
    readonly descending: boolean;
  };
  readonly parameters: readonly string[];
}

/** A row of the table; `row` is absent while it is on its way. */
export interface Slot {
  readonly index: number;
  readonly row?: ModelRow;
}

/** The rows of the table: only parts that were in sight are asked for. */
export class VersionRows {
  readonly #changed: () => void;
  #question = "";
  #asked: TableQuestion | undefined;
  #rows = new Map<number, ModelRow>();
  #pages = new Set<number>();
  #generation = 0;
  #slots: readonly Slot[] = [];
  #loaded: readonly ModelRow[] = [];
  total: number | undefined;
  problem: string | undefined;

  /** @param changed is called when rows have arrived */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get slots(): readonly Slot[] {
    return this.#slots;
  }

  /** All rows that have arrived. */
  get loaded(): readonly ModelRow[] {
    return this.#loaded;
  }

  /** Asks a question, unless it is the one whose answer is shown. */
  ask(question: TableQuestion): void {
    const text = JSON.stringify(question);
    if (text === this.#question) return;
    this.#question = text;
    this.#asked = question;
    this.#restart();
  }

  /** Asks once more, after a change of the registry. */
  renew(): void {
    if (this.#asked) this.#restart();
  }

  /** Sees to it that a row arrives. */
  need(index: number): void {
    const page = Math.floor(index / pageSize);
    if (!this.#pages.has(page)) void this.#load(page);
  }

  find(id: VersionId): ModelRow | undefined {
    return this.#loaded.find((row) => row.id === id);
  }

  #restart(): void {
    this.#generation += 1;
    this.#pages = new Set();
    void this.#load(0);
  }

  async #load(page: number): Promise<void> {
    const [generation, asked] = [this.#generation, this.#asked];
    if (!asked) return;
    this.#pages.add(page);
    const { filter, order, parameters } = asked;
    const answer = await host.ask({
      type: "read-versions",
      filter,
      order,
      parameters: [...parameters],
      offset: page * pageSize,
    });
    // Another question may have been asked meanwhile.
    if (!answer || generation !== this.#generation) return;
    this.#take(page, answer);
    this.#changed();
  }

  #take(page: number, { problem, total, rows }: VersionsAnswer): void {
    this.problem = problem;
    // What was found before stays in sight while a query is being typed.
    if (problem !== undefined) return;
    // The first answer replaces all rows of the question before.
    if (page === 0) this.#rows = new Map();
    rows.forEach((row, index) => this.#rows.set(page * pageSize + index, row));
    this.total = total;
    this.#loaded = [...this.#rows.values()];
    this.#slots = Array.from({ length: total }, (_, index) => {
      const row = this.#rows.get(index);
      return row ? { index, row } : { index };
    });
  }
}
