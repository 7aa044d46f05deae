import type { Reporter, Suite } from "@playwright/test/reporter";

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

  onEnd(): void {
    const outcomes = this.#suite?.allTests().map((test) => test.outcome()) ?? [];
    const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length;
    console.log(
      `\n${count("expected")} passed, ${count("unexpected") + count("flaky") + this.#errors} failed`,
    );
  }
}
