import type { VersionId } from "../../src/core/model/ids.ts";
import type { ReadHistory } from "./chart-of.ts";
import { host } from "./host.ts";

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
  read(versions: readonly VersionId[], metric: string | undefined): ReadHistory | undefined {
    const question = JSON.stringify([[...versions].sort(), metric]);
    if (question !== this.#asked) void this.#ask(question, versions, metric);
    return this.#history;
  }

  async #ask(
    question: string,
    versions: readonly VersionId[],
    metric: string | undefined,
  ): Promise<void> {
    this.#asked = question;
    const answer = await host.ask({
      type: "read-history",
      versions: [...versions],
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
