import fc from "fast-check";
import { expect, test } from "vitest";
import type { AlertRaised, AlertRecovered } from "../../../../src/core/events/monitoring-events.ts";
import {
  EventId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
} from "../../../../src/core/model/ids.ts";
import type { Alert } from "../../../../src/core/monitoring/alert.ts";
import {
  decideAlert,
  decideRecovery,
  type MonitoredState,
} from "../../../../src/core/monitoring/decide-monitoring.ts";

const stage = Stage.parse("Production");
const at = Timestamp.parse("2026-01-01T00:00:00.000Z");
const idAt = (place: number): string => `01${String(place).padStart(24, "0")}`;
const about = (version: number, rule: string) => ({
  model: ModelName.parse("fraud"),
  version: VersionId.parse(idAt(version)),
  rule,
});

/**
 * Findings of several lookers, each by the state that it saw before the others had recorded theirs.
 */
const findings = fc.array(
  fc.record({
    version: fc.integer({ min: 1, max: 2 }),
    rule: fc.constantFrom("slow", "silent"),
    found: fc.constantFrom("broken", "holds", "left"),
    /** Number of windows and jobs that found it at once. */
    lookers: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 40 },
);

test("alerts and their ends take turns, however many look and in whatever order", () => {
  fc.assert(
    fc.property(findings, (all) => {
      const recorded: (AlertRaised | AlertRecovered)[] = [];
      const open = new Map<string, Alert>();
      const inStage = new Set([about(1, "").version, about(2, "").version]);
      const state: MonitoredState = {
        monitoring: {
          alert: (id) => [...open.values()].find((alert) => alert.id === id),
          openAlert: (version, rule) => open.get(`${version} ${rule}`),
          isCompleted: () => false,
          sketch: () => undefined,
        },
        version: (id) => (inStage.has(id) ? { stage } : undefined),
      };
      for (const { version, rule, found, lookers } of all) {
        const named = about(version, rule);
        const key = `${named.version} ${rule}`;
        if (found === "left") inStage.delete(named.version);
        // All saw the same; each records what it found in turn.
        const seen = open.get(key);
        for (let looker = 0; looker < lookers; looker += 1) {
          if (found === "broken") {
            const evidence = { kind: "threshold", from: at, to: at };
            const policy = Sha256.parse("0".repeat(64));
            const decision = decideAlert(state, { ...named, stage, evidence, policy });
            if (!decision.accepted) continue;
            const id = EventId.parse(idAt(100 + recorded.length));
            recorded.push(...decision.events);
            open.set(key, { id, at: 0, data: decision.events[0].data });
          } else if (seen) {
            const cause = found === "left" ? "left" : "holds";
            const decision = decideRecovery(state, { ...named, alert: seen.id, cause });
            if (!decision.accepted) continue;
            recorded.push(...decision.events);
            open.delete(key);
          }
        }
        if (found === "broken" && inStage.has(named.version)) expect(open.has(key)).toBe(true);
        if (found !== "broken") expect(open.has(key)).toBe(false);
      }
      for (const version of [1, 2]) {
        for (const rule of ["slow", "silent"]) {
          const { version: id } = about(version, rule);
          const own = recorded.filter(({ data }) => data.version === id && data.rule === rule);
          own.forEach(({ type }, index) => {
            expect(type).toBe(index % 2 === 0 ? "monitoring.alerted" : "monitoring.recovered");
          });
        }
      }
    }),
    { numRuns: 200 },
  );
});
