/** The entry that VS Code calls inside the extension host. */
import { appendFileSync, globSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { resultsVariable } from "./results.ts";
import type { HostEvent, TestState } from "./results.ts";

/**
 * Runs all test files beside this one. Results go to a file, one event a line as it happens, so that
 * the runner can say how far a run came that never ended.
 */
export async function run(): Promise<void> {
  const file = process.env[resultsVariable];
  if (file === undefined) throw new Error(`${resultsVariable} is not set.`);
  const tell = (event: HostEvent): void => {
    appendFileSync(file, `${JSON.stringify(event)}\n`);
  };
  try {
    const mocha = new Mocha({
      ui: "bdd",
      timeout: 30_000,
      fullTrace: true,
      reporter: reporter(tell),
    });
    const filter = process.env["MODEL_REGISTRY_HOST_GREP"];
    if (filter !== undefined) mocha.grep(filter);
    for (const test of globSync("**/*.test.cjs", { cwd: __dirname }).sort()) {
      mocha.addFile(join(__dirname, test));
    }
    await new Promise<void>((resolve) => {
      mocha.run(() => {
        resolve();
      });
    });
    tell({ type: "end" });
  } catch (error) {
    tell({ type: "crash", error: describeError(error) });
  }
}

/** Mocha constructs its reporters, so this is a class that only has a constructor. */
function reporter(tell: (event: HostEvent) => void): Mocha.ReporterConstructor {
  const {
    EVENT_SUITE_BEGIN,
    EVENT_TEST_BEGIN,
    EVENT_TEST_PASS,
    EVENT_TEST_FAIL,
    EVENT_TEST_PENDING,
  } = Mocha.Runner.constants;
  const report = (test: Mocha.Test, state: TestState, error?: string): void => {
    tell({
      type: "test",
      depth: test.titlePath().length - 1,
      title: test.title,
      fullTitle: test.fullTitle(),
      state,
      duration: test.duration ?? 0,
      ...(error === undefined ? {} : { error }),
    });
  };
  return class extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner) {
      super(runner);
      runner.on(EVENT_SUITE_BEGIN, (suite) => {
        if (suite.root) return;
        tell({ type: "suite", depth: suite.titlePath().length - 1, title: suite.title });
      });
      runner.on(EVENT_TEST_BEGIN, (test) => {
        tell({ type: "start", fullTitle: test.fullTitle() });
      });
      runner.on(EVENT_TEST_PASS, (test) => {
        report(test, "passed");
      });
      runner.on(EVENT_TEST_PENDING, (test) => {
        report(test, "skipped");
      });
      // Also comes for hooks that fail, which then stand for the tests they kept from running.
      runner.on(EVENT_TEST_FAIL, (test, error: unknown) => {
        report(test, "failed", describeError(error));
      });
    }
  };
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
