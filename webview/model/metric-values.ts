import { host } from "./host.ts";
import type { ModelSnapshot, ValuesAnswer } from "./protocol.ts";

/** The values of a metric over the versions of a model, and the best of them. */
export interface MetricValues extends ValuesAnswer {
  readonly metric: string;
}

/**
 * The metric over the versions: its values are asked for by themselves, as there may be thousands
 * and the page does not wait for them.
 */
export class MetricReader {
  readonly #changed: () => void;
  #asked: { readonly snapshot: ModelSnapshot; readonly metric: string } | undefined;
  #values: MetricValues | undefined;
  #failed = false;

  /** @param changed is called when values have arrived */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** True if the values that are wanted could not be read; the editor has said why. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Asks once more. */
  retry(): void {
    if (this.#asked) void this.#ask({ ...this.#asked });
  }

  /**
   * Returns the values of a metric, as of the snapshot or the one before it; undefined until the
   * first have arrived.
   */
  read(snapshot: ModelSnapshot, metric: string): MetricValues | undefined {
    if (this.#asked?.snapshot !== snapshot || this.#asked.metric !== metric) {
      void this.#ask({ snapshot, metric });
    }
    return this.#values?.metric === metric ? this.#values : undefined;
  }

  async #ask(asked: { readonly snapshot: ModelSnapshot; readonly metric: string }): Promise<void> {
    const { metric } = (this.#asked = asked);
    this.#failed = false;
    const answer = await host.ask({ type: "read-values", metric });
    // Another metric may be wanted by now.
    if (asked !== this.#asked) return;
    this.#failed = !answer;
    if (answer) this.#values = { ...answer, metric };
    this.#changed();
  }
}

/** Returns the metric that is shown: the one that a person chose, or the model's main one. */
export function shownMetric(
  { metrics, metric }: ModelSnapshot,
  chosen: string | undefined,
): string | undefined {
  return chosen !== undefined && metrics.includes(chosen) ? chosen : metric;
}
