import type { AbTestEvent } from "../../../src/core/events/abtest-events.ts";
import type { RegistryEvent, Stamped } from "../../../src/core/events/event.ts";
import type { MonitoringEvent } from "../../../src/core/events/monitoring-events.ts";
import type { ObservationsSealed } from "../../../src/core/events/observation-events.ts";

/** State of an alert in the reference. */
export interface ExpectedAlert {
  readonly id: string;
  readonly version: string;
  readonly rule: string;
  /** Time at which it ended. */
  recovered?: string;
  problem?: string;
}

/** State of an A/B test in the reference. */
export interface ExpectedTest {
  readonly id: string;
  readonly name: string;
  readonly variants: readonly string[];
  readonly splits: (readonly number[])[];
  conclusion?: { readonly at: string; readonly winner: string | undefined };
}

/**
 * Alerts, A/B tests and observations of a registry after some events, computed in the plainest way:
 * sort them and go through them once. The index must say the same.
 */
export class ReferenceProduction {
  readonly alerts: ExpectedAlert[] = [];
  readonly tests: ExpectedTest[] = [];
  /** By segment, what was sealed of it first. */
  readonly sealed = new Map<string, Stamped<ObservationsSealed>>();
  /** The event that ended the watch, by the rollback. */
  readonly completed = new Map<string, string>();
  /** Number of rows of the last sketch, by version. */
  readonly sketches = new Map<string, number>();
  /** Counts how often an event met something that its clone did not know of. */
  readonly met = new Map<string, number>();
  /** By the event of every clone that found it. */
  readonly #alerts = new Map<string, ExpectedAlert>();

  constructor(events: readonly RegistryEvent[]) {
    for (const event of events.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      if (event.type === "unknown") continue;
      if (isOf("monitoring.", event)) this.#addFinding(event);
      else if (isOf("abtest.", event)) this.#addToTest(event);
      else if (event.type === "observations.sealed") this.#addSegment(event);
    }
  }

  /** The alert that an event of some clone raised, or found raised. */
  alert(event: string): ExpectedAlert | undefined {
    return this.#alerts.get(event);
  }

  openAlert(version: string, rule: string): ExpectedAlert | undefined {
    return this.alerts.find(
      (alert) => alert.version === version && alert.rule === rule && alert.recovered === undefined,
    );
  }

  #addFinding(event: Stamped<MonitoringEvent>): void {
    switch (event.type) {
      case "monitoring.alerted": {
        const { version, rule } = event.data;
        const open = this.openAlert(version, rule);
        if (open) this.#meet("an alert that is open");
        const alert = open ?? { id: event.id, version, rule };
        if (!open) this.alerts.push(alert);
        this.#alerts.set(event.id, alert);
        return;
      }
      case "monitoring.recovered": {
        const alert = this.#alerts.get(event.data.alert);
        if (alert?.recovered !== undefined) this.#meet("an alert that has ended");
        if (!alert) this.#meet("no alert");
        else alert.recovered ??= event.at;
        return;
      }
      case "monitoring.rollback-failed": {
        const alert = this.#alerts.get(event.data.alert);
        if (alert && alert.id !== event.data.alert) this.#meet("a rollback of the same alert");
        if (alert) alert.problem ??= event.data.problem;
        return;
      }
      case "monitoring.rollback-completed":
        if (!this.completed.has(event.data.rollback)) {
          this.completed.set(event.data.rollback, event.id);
        }
        return;
      case "monitoring.sketched":
        this.sketches.set(event.data.version, event.data.rows);
    }
  }

  #addToTest(event: Stamped<AbTestEvent>): void {
    if (event.type === "abtest.created") {
      const { name, variants, shares } = event.data;
      const versions = variants.map(({ version }) => version);
      const isTaken = (text: string): boolean =>
        this.tests.some((test) => test.name === text && !test.conclusion);
      let free: string = name;
      for (let number = 2; isTaken(free); number += 1) free = `${name}-${number}`;
      if (free !== name) this.#meet("a test of the same name");
      this.tests.push({ id: event.id, name: free, variants: versions, splits: [shares] });
      return;
    }
    const test = this.tests.find(({ id }) => id === event.data.test);
    if (!test) return;
    if (test.conclusion) this.#meet(`a concluded test: ${event.type}`);
    else if (event.type === "abtest.split") test.splits.push(event.data.shares);
    else test.conclusion = { at: event.at, winner: event.data.winner };
  }

  #addSegment(event: Stamped<ObservationsSealed>): void {
    const { segment } = event.data;
    if (this.sealed.has(segment)) this.#meet("a sealed segment");
    else this.sealed.set(segment, event);
  }

  #meet(what: string): void {
    this.met.set(what, (this.met.get(what) ?? 0) + 1);
  }
}

function isOf<P extends string, E extends { readonly type: string }>(
  prefix: P,
  event: E,
): event is Extract<E, { readonly type: `${P}${string}` }> {
  return event.type.startsWith(prefix);
}
