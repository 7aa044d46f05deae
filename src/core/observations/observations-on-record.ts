import type { SegmentId } from "../events/observation-events.ts";

/** Sealed observations after the last event applied. */
export interface ObservationsOnRecord {
  isSealed(segment: SegmentId): boolean;
}
