import { EventEmitter, type Disposable, type Event } from "vscode";

/**
 * Interval between two changes. VS Code gathers changes within 200 ms of each other and processes
 * them when its timer fires: before it processes the user's actions meanwhile, on rows that it then
 * forgets. A later change is processed at once.
 */
const apart = 250; // ms

/** Notifies VS Code of changed rows, those of the same moment together; undefined is the root. */
export class TreeSignal<R extends object> implements Disposable {
  readonly #isThere: (row: R) => boolean;
  readonly #changed = new EventEmitter<R[] | undefined>();
  readonly #waiting = new Set<R | undefined>();
  readonly event: Event<R[] | undefined> = this.#changed.event;
  #timer: NodeJS.Timeout | undefined;
  readonly #onTold: (() => void)[] = [];
  #told = -Infinity;

  /** @param isThere whether a row is still in the tree when VS Code is notified */
  constructor(isThere: (row: R) => boolean) {
    this.#isThere = isThere;
  }

  tell(rows: readonly (R | undefined)[]): void {
    for (const row of rows) this.#waiting.add(row);
    this.#timer ??= setTimeout(
      () => {
        // After what VS Code has sent so far.
        setImmediate(() => {
          this.#fire();
        });
      },
      Math.max(0, this.#told + apart - performance.now()),
    );
  }

  /**
   * Resolves when VS Code has been notified of all changes so far; only then does it find new rows.
   */
  async settled(): Promise<void> {
    if (this.#timer === undefined) return;
    await new Promise<void>((resolve) => this.#onTold.push(resolve));
  }

  #fire(): void {
    this.#timer = undefined;
    this.#told = performance.now();
    const isTop = this.#waiting.has(undefined);
    const rows = [...this.#waiting].flatMap((row) => (row && this.#isThere(row) ? [row] : []));
    this.#waiting.clear();
    if (isTop) this.#changed.fire(undefined);
    else if (rows.length > 0) this.#changed.fire(rows);
    for (const resolve of this.#onTold.splice(0)) resolve();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const resolve of this.#onTold.splice(0)) resolve();
    this.#changed.dispose();
  }
}
