import { appendFileSync } from "node:fs";

export type TestState = "passed" | "failed" | "skipped";

/**
 * Reports of the test run inside the extension host to the runner: one JSON object a line, in
 * order.
 */
export type HostEvent =
  | { readonly type: "suite"; readonly depth: number; readonly title: string }
  | {
      readonly type: "test";
      readonly depth: number;
      readonly title: string;
      readonly fullTitle: string;
      readonly state: TestState;
      /** Milliseconds. */
      readonly duration: number;
      readonly error?: string;
    }
  | { readonly type: "start"; readonly fullTitle: string }
  /** A test has executed a command of the extension. */
  | { readonly type: "command"; readonly command: string }
  | { readonly type: "end" }
  | { readonly type: "crash"; readonly error: string };

/** The environment variable that holds the path of the file of results. */
export const resultsVariable = "MODEL_REGISTRY_HOST_RESULTS";

/** Tells the runner. At once: a run that hangs a moment later has said how far it came. */
export function tell(event: HostEvent): void {
  const file = process.env[resultsVariable];
  if (file === undefined) throw new Error(`${resultsVariable} is not set.`);
  appendFileSync(file, `${JSON.stringify(event)}\n`);
}
