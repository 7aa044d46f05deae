/** A test that failed. */
export interface FailedTest {
  readonly title: string;
  /** The first lines of its error. */
  readonly error: string;
}

/** Numbers of tests of a suite that passed and failed, and names of those that failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly FailedTest[];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Of a file that could not be loaded. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

interface PlaywrightError {
  readonly message?: string;
}

interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly errors: readonly PlaywrightError[] }[];
    }[];
  }[];
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
  };
  readonly suites: readonly PlaywrightSuite[];
  /** Errors outside of tests. */
  readonly errors: readonly PlaywrightError[];
}

/** Returns the counts of Vitest's JSON report. */
export function vitestCounts(report: string): Counts {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(report) as VitestReport;
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0 && status === "failed") {
      return [{ title: name, error: beginningOf(message) }];
    }
    return failed.map(({ fullName, failureMessages = [] }) => ({
      title: `${name}: ${fullName}`,
      error: beginningOf(failureMessages[0]),
    }));
  });
  return { passed: numPassedTests, failed: numFailedTests, failures };
}

/**
 * Returns the counts of Playwright Test's JSON report; a test that passed at a retry has failed.
 */
export function playwrightCounts(report: string): Counts {
  const { stats, suites, errors } = JSON.parse(report) as PlaywrightReport;
  const outside = errors.map(({ message }) => ({
    title: "outside of tests",
    error: beginningOf(message),
  }));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    failures: [...suites.flatMap((suite) => failuresOf(suite, [])), ...outside],
  };
}

/** Returns the counts that test/host/run.ts has written in this form. */
export function hostCounts(report: string): Counts {
  return JSON.parse(report) as Counts;
}

/** Returns an error without colours, stack and empty lines, at most the first five lines of it. */
export function beginningOf(error = ""): string {
  // eslint-disable-next-line no-control-regex -- Colours begin with a control character.
  const lines = error.replaceAll(/\u001B\[[0-9;]*m/g, "").split("\n");
  const stack = lines.findIndex((line) => /^ +at /.test(line));
  const message = lines.slice(0, stack === -1 ? lines.length : stack);
  const said = message.filter((line) => line.trim() !== "").slice(0, 5);
  return said.length > 0 ? said.join("\n") : "no message";
}

function failuresOf(suite: PlaywrightSuite, outer: readonly string[]): readonly FailedTest[] {
  const titles = [...outer, suite.title];
  const own = suite.specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ results }) => ({
        title: [...titles, title].join(": "),
        error: beginningOf(results.flatMap(({ errors }) => errors)[0]?.message),
      })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => failuresOf(inner, titles))];
}
