/** How many tests of a suite passed and failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** From vitest's JSON report. */
export function vitestCounts(report: string): Counts {
  const { numPassedTests, numFailedTests } = JSON.parse(report) as {
    readonly numPassedTests: number;
    readonly numFailedTests: number;
  };
  return { passed: numPassedTests, failed: numFailedTests };
}

/** From the JSON report of Playwright Test. */
export function playwrightCounts(report: string): Counts {
  const { stats } = JSON.parse(report) as {
    readonly stats: {
      readonly expected: number;
      readonly unexpected: number;
      readonly flaky: number;
    };
  };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}

/** From the report of test/host/run.ts, which is in this form already. */
export function hostCounts(report: string): Counts {
  return JSON.parse(report) as Counts;
}
