import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import type { SourceMapPayload } from "node:module";
import { relative, resolve } from "node:path";
import type { Counts } from "../workbench/counts.ts";
import { projectRoot } from "../workbench/paths.ts";
import type { HostEvent } from "./results.ts";

type TestEvent = Extract<HostEvent, { type: "test" }>;

/** Prints the events of a test run as they arrive, and sums them up. */
export class HostReport {
  readonly #tests: TestEvent[] = [];
  readonly #bundle: string;
  #lines = 0;
  #running = "";
  #end: "no" | "yes" | "crashed" = "no";

  /** @param bundle The folder of the bundles, to find where in the sources a stack points. */
  constructor(bundle: string) {
    this.#bundle = bundle;
  }

  /** Whether the run has told everything it will tell. */
  get ended(): boolean {
    return this.#end !== "no";
  }

  /** How many events have come: a run in which this stands still hangs. */
  get progress(): number {
    return this.#lines;
  }

  /** Takes the whole file of results so far and prints what is new in it. */
  take(text: string): void {
    const complete = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
    complete.pop();
    for (const line of complete.slice(this.#lines)) this.#print(JSON.parse(line) as HostEvent);
    this.#lines = complete.length;
  }

  /** How many tests passed and failed; a run that never came to its end is a failure of its own. */
  get counts(): Counts {
    const unfinished = this.#end === "yes" ? 0 : 1;
    return { passed: this.#count("passed"), failed: this.#count("failed") + unfinished };
  }

  /** Prints the failures with their stacks, then `N passed, N failed` as the last line. */
  printSummary(): void {
    for (const test of this.#tests.filter(({ state }) => state === "failed")) {
      console.log(`\n✗ ${test.fullTitle}\n${this.#mapped(test.error ?? "")}`);
    }
    if (this.#running !== "") console.log(`\n✗ ${this.#running}\nIt never ended.`);
    const skipped = this.#count("skipped");
    if (skipped > 0) console.log(`\n${skipped} skipped`);
    console.log(`\n${this.counts.passed} passed, ${this.counts.failed} failed`);
  }

  #count(state: TestEvent["state"]): number {
    return this.#tests.filter((test) => test.state === state).length;
  }

  #print(event: HostEvent): void {
    switch (event.type) {
      case "suite":
        console.log(`${"  ".repeat(event.depth)}${event.title}`);
        return;
      case "test": {
        this.#tests.push(event);
        this.#running = "";
        const sign = { passed: "✓", failed: "✗", skipped: "-" }[event.state];
        console.log(`${"  ".repeat(event.depth)}${sign} ${event.title} (${event.duration} ms)`);
        return;
      }
      case "start":
        this.#running = event.fullTitle;
        return;
      case "end":
        this.#end = "yes";
        return;
      case "crash":
        this.#end = "crashed";
        console.error(`The test run itself failed: ${this.#mapped(event.error)}`);
    }
  }

  /** Replaces positions in the bundles by positions in the sources, and drops lines of libraries. */
  #mapped(stack: string): string {
    return stack
      .split("\n")
      .filter((line) => !/^\s+at .*(node:internal|node_modules)/.test(line))
      .map((line) =>
        line.replace(/(\/[^\s():]+\.cjs):(\d+):(\d+)/g, (whole, file: string, row, column) => {
          if (!file.startsWith(this.#bundle) || !existsSync(`${file}.map`)) return whole;
          const payload = JSON.parse(readFileSync(`${file}.map`, "utf8")) as SourceMapPayload;
          const entry = new SourceMap(payload).findEntry(Number(row) - 1, Number(column) - 1);
          if (!("originalSource" in entry)) return whole;
          const source = relative(projectRoot, resolve(file, "..", entry.originalSource));
          return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
        }),
      )
      .join("\n");
  }
}
