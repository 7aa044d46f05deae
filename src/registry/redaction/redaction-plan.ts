import type { StoredBytes } from "../../core/model/artifact.ts";
import type { EventId, Timestamp, VersionId } from "../../core/model/ids.ts";
import type { RedactedLine } from "../../core/redaction/redaction-events.ts";
import type { RedactionObstacle } from "../../core/refusals/ledger/redaction-refusals.ts";

/** Values and files to take out of the registry. */
export interface RedactionRequest {
  /** A text, wherever it was recorded. */
  readonly text?: string;
  /** Values of a version by their names (`tags.owner`), and files of it by their paths. */
  readonly version?: VersionId;
  readonly fields?: readonly string[];
  /** Paths of files; `patch` and `history` for those that are not the version's own. */
  readonly files?: readonly string[];
  /** Values of one event, in place of a version's. */
  readonly event?: EventId;
}

/** A line of which something would be taken out. */
export interface PlannedLine {
  readonly line: RedactedLine;
  /** Name of the ledger file. */
  readonly file: string;
  readonly at: Timestamp;
  readonly type: string;
  /** Name and address of the person who recorded it. */
  readonly actor: string;
  /** `fraud 3`, if it is about a version. */
  readonly about?: string;
  readonly values: readonly PlannedValue[];
}

export interface PlannedValue {
  /** `tags.owner` */
  readonly name: string;
  /** The value as it is; of a text that is looked for, `***` stands in its place. */
  readonly before: string;
  readonly after: string;
}

/** Stored bytes that would be removed. */
export interface PlannedObject {
  readonly stored: StoredBytes;
  /** `the patch of fraud 3`; several where others have the same bytes. */
  readonly names: readonly string[];
  /** Versions of which it is a file. */
  readonly versions: readonly VersionId[];
}

/** Something that was found and stays, and why. */
export interface LeftValue {
  /** `tags.owner of fraud 3` */
  readonly what: string;
  readonly obstacle: RedactionObstacle;
}

/** Log or leftover in the registry's folder in which the text would be masked. */
export interface PlannedFile {
  /** Relative to the registry's folder. */
  readonly path: string;
  readonly places: number;
}

/** Values that a redaction replaces, bytes that it removes, and places that stay. */
export interface RedactionPlan {
  readonly lines: readonly PlannedLine[];
  readonly objects: readonly PlannedObject[];
  readonly files: readonly PlannedFile[];
  readonly left: readonly LeftValue[];
  /** Name of the shared place from which it goes at the next exchange. */
  readonly shared?: string;
}
