import { Unreadable } from "./format.ts";

/** A bound on time or memory was met: reading ends for the whole file, and nothing is claimed of the rest. */
export class LimitReached extends Unreadable {}
