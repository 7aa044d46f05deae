import type { comparedIds } from "./arrange.ts";
import type { ReadHistory } from "./chart-of.ts";
import { host } from "./host.ts";

type ComparedIds = ReturnType<typeof comparedIds>;

/** Reads histories of metrics when a chart needs one. */
export class HistoryReader {
  readonly #changed: () => void;
  #asked = "";
  #history: ReadHistory | undefined;
  #metrics: readonly string[] = [];
  #answers = 0;

  /** @param changed is called when one has arrived */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Metrics that have a history. */
  get metrics(): readonly string[] {
    return this.#metrics;
  }

  /** The metric whose history is shown. */
  get metric(): string | undefined {
    return this.#history?.metric;
  }

  /** Number of histories that have arrived. */
  get answers(): number {
    return this.#answers;
  }

  /** Returns the history that was read, and asks for the one that is wanted if it is another. */
  read(compared: ComparedIds, metric: string | undefined): ReadHistory | undefined {
    const { ids, runs } = compared;
    const question = JSON.stringify([[...ids].sort(), [...runs].sort(), metric]);
    if (question !== this.#asked) void this.#ask(question, compared, metric);
    return this.#history;
  }

  async #ask(
    question: string,
    { ids, runs }: ComparedIds,
    metric: string | undefined,
  ): Promise<void> {
    this.#asked = question;
    const answer = await host.ask({
      type: "read-history",
      versions: ids,
      runs,
      ...(metric !== undefined && { metric }),
    });
    // Another one may be wanted by now.
    if (!answer || question !== this.#asked) return;
    this.#history = answer;
    this.#metrics = answer.metrics;
    this.#answers += 1;
    this.#changed();
  }
}
