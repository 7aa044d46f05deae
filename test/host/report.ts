import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import type { SourceMapPayload } from "node:module";
import { relative, resolve } from "node:path";
import { beginningOf } from "../workbench/counts.ts";
import type { Counts } from "../workbench/counts.ts";
import { projectRoot } from "../workbench/paths.ts";
import type { HostEvent } from "./results.ts";

type Test = Omit<Extract<HostEvent, { type: "test" }>, "type">;

/** Prints the events of a test run as they arrive, and sums them up. */
export class HostReport {
  readonly #tests: Test[] = [];
  readonly #commands = new Set<string>();
  readonly #bundles: string;
  #lines = 0;
  #window = "";
  #running = "";
  #ended = true;

  /** @param bundles The folder of the bundles, to find where in the sources a stack points. */
  constructor(bundles: string) {
    this.#bundles = bundles;
  }

  /** A window opens, whose results come next. */
  open(window: string): void {
    this.close();
    this.#window = window;
    this.#running = "";
    this.#ended = false;
    console.log(window);
  }

  /**
   * No more results come of the window; if it has not told its end, that is a failure of its own.
   */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    const title = this.#running === "" ? `${this.#window}: its tests` : this.#running;
    this.#add({ depth: 1, title, fullTitle: title, ...failure("It never ended.") });
  }

  /** True once the window's run has reported everything. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Number of events that have come: a run in which this stands still hangs. */
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

  /** Adds the test that the tests have executed all of these commands. */
  checkCommands(commands: readonly string[]): void {
    const title = "Every command of the manifest is executed by a test";
    const missing = commands.filter((command) => !this.#commands.has(command));
    const outcome =
      missing.length > 0
        ? failure(`Not executed: ${missing.join(", ")}`)
        : ({ state: "passed", duration: 0 } as const);
    this.#add({ depth: 0, title, fullTitle: title, ...outcome });
  }

  /** The number of tests that passed and failed, and those that failed. */
  get counts(): Counts {
    const failed = this.#tests.filter(({ state }) => state === "failed");
    const failures = failed.map(({ fullTitle, error }) => ({
      title: fullTitle,
      error: beginningOf(error),
    }));
    return { passed: this.#count("passed"), failed: failed.length, failures };
  }

  /** Prints the failures with their stacks, then `N passed, N failed` as the last line. */
  printSummary(): void {
    for (const test of this.#tests.filter(({ state }) => state === "failed")) {
      console.log(`\n✗ ${test.fullTitle}\n${this.#mapped(test.error ?? "")}`);
    }
    const skipped = this.#count("skipped");
    if (skipped > 0) console.log(`\n${skipped} skipped`);
    console.log(`\n${this.counts.passed} passed, ${this.counts.failed} failed`);
  }

  #count(state: Test["state"]): number {
    return this.#tests.filter((test) => test.state === state).length;
  }

  #print(event: HostEvent): void {
    switch (event.type) {
      case "suite":
        console.log(`${"  ".repeat(event.depth + 1)}${event.title}`);
        return;
      case "test":
        this.#running = "";
        this.#add({ ...event, depth: event.depth + 1 });
        return;
      case "start":
        this.#running = event.fullTitle;
        return;
      case "command":
        this.#commands.add(event.command);
        return;
      case "end":
        this.#ended = true;
        return;
      case "crash": {
        this.#ended = true;
        const title = `${this.#window}: the test run itself`;
        this.#add({ depth: 1, title, fullTitle: title, ...failure(event.error) });
      }
    }
  }

  #add(test: Test): void {
    this.#tests.push(test);
    const sign = { passed: "✓", failed: "✗", skipped: "-" }[test.state];
    console.log(`${"  ".repeat(test.depth)}${sign} ${test.title} (${test.duration} ms)`);
  }

  /**
   * Replaces positions in the bundles by positions in the sources, and drops lines of libraries.
   */
  #mapped(stack: string): string {
    return stack
      .split("\n")
      .filter((line) => !/^\s+at .*(node:internal|node_modules)/.test(line))
      .map((line) =>
        line.replace(/(\/[^\s():]+\.cjs):(\d+):(\d+)/g, (whole, file: string, row, column) => {
          if (!file.startsWith(this.#bundles) || !existsSync(`${file}.map`)) return whole;
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

function failure(error: string): Pick<Test, "duration" | "error" | "state"> {
  return { state: "failed", duration: 0, error };
}
