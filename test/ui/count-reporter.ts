import type { FullResult, Reporter, Suite } from "@playwright/test/reporter";

/** Ends the output with `N passed, N failed`. */
export default class CountReporter implements Reporter {
  #suite: Suite | undefined;
  #errors = 0;

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  /** Errors outside any test, such as a spec that cannot be loaded. */
  onError(): void {
    this.#errors += 1;
  }

  onEnd({ status }: FullResult): void {
    const outcomes = this.#suite?.allTests().map((test) => test.outcome()) ?? [];
    const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length;
    const failed = count("unexpected") + count("flaky") + this.#errors;
    // An interrupted run has failed, though none of its tests need have.
    const broken = status !== "passed" && failed === 0;
    console.log(`\n${count("expected")} passed, ${broken ? 1 : failed} failed`);
  }
}
