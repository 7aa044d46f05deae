/** The entry that VS Code calls inside the extension host. */
import { url as debuggerUrl } from "node:inspector";
import { join } from "node:path";
import Mocha from "mocha";
import { tell } from "./results.ts";
import type { TestState } from "./results.ts";

/**
 * Runs the tests bundled beside this module. Results are told one by one as they happen, so that
 * the runner can say how far a run came that never ended.
 */
export async function run(): Promise<void> {
  try {
    const mocha = new Mocha({
      ui: "bdd",
      // Tests wait for states, not for time: this is for a machine that is busy with other things.
      // A person in a debugger takes as long as it takes.
      timeout: debuggerUrl() === undefined ? 240_000 : 0,
      fullTrace: true,
      reporter: Reporter,
    });
    const filter = process.env["MODEL_REGISTRY_HOST_GREP"];
    if (filter !== undefined) mocha.grep(filter);
    mocha.addFile(join(__dirname, "tests.cjs"));
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

const {
  EVENT_SUITE_BEGIN,
  EVENT_TEST_BEGIN,
  EVENT_TEST_PASS,
  EVENT_TEST_FAIL,
  EVENT_TEST_PENDING,
} = Mocha.Runner.constants;

/** Mocha constructs its reporters, so this is a class that only has a constructor. */
class Reporter extends Mocha.reporters.Base {
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
}

function report(test: Mocha.Test, state: TestState, error?: string): void {
  tell({
    type: "test",
    depth: test.titlePath().length - 1,
    title: test.title,
    fullTitle: test.fullTitle(),
    state,
    duration: test.duration ?? 0,
    ...(error === undefined ? {} : { error }),
  });
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
