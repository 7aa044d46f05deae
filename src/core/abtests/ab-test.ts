import type { AbTestConcluded, AbTestCreated, AbTestName } from "../events/abtest-events.ts";
import type { EventId, VersionId } from "../model/ids.ts";
import { routingTable, type RoutingRange, type Shares } from "./routing.ts";

/** A split of requests, and since when it holds. */
export interface Split {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly shares: Shares;
  /** Why requests were split so, if anybody said it. */
  readonly reason?: string | undefined;
}

/** An A/B test as recorded. */
export interface AbTest {
  readonly id: EventId;
  readonly name: AbTestName;
  readonly definition: AbTestCreated["data"];
  /** Splits in order, the first one from the beginning. */
  readonly splits: readonly [Split, ...Split[]];
  readonly conclusion:
    | {
        /** Milliseconds since the epoch. */
        readonly at: number;
        readonly data: AbTestConcluded["data"];
      }
    | undefined;
}

/** A/B tests after the last event applied. */
export interface AbTestsOnRecord {
  test(id: EventId): AbTest | undefined;
  /** The test of a name that is running, else the newest one. */
  testNamed(name: AbTestName): AbTest | undefined;
  /** Running tests that a version takes part in. */
  runningOf(version: VersionId): readonly AbTest[];
  /** Conclusions of tests that a version has won, newest first. */
  wins(version: VersionId): readonly AbTestConcluded["data"][];
}

/**
 * Returns which buckets go to which variant, by the splits up to a time.
 *
 * @param since milliseconds since the epoch; now if absent
 */
export function routingOf({ splits }: AbTest, since = Infinity): readonly RoutingRange[] {
  const [first, ...others] = splits;
  const held = others.filter((split) => split.since <= since);
  return routingTable([first.shares, ...held.map(({ shares }) => shares)]);
}
