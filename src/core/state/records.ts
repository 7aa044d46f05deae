import type { Timestamp, VersionNumber } from "../model/ids.ts";
import type { Alias } from "../model/markings.ts";
import type { Model, VersionOutline } from "./version.ts";

/** A version as other tools list it, with what is written on it. */
export interface VersionRecord {
  readonly version: VersionOutline;
  /** The registered path, relative to the workspace folder, or the URI that it was registered from. */
  readonly source: string;
  /** Id of the run that made it. */
  readonly run?: string;
  /** Time of the last event about it. */
  readonly changedAt: Timestamp;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A model as other tools list it, with what is written on it. */
export interface ModelRecord {
  readonly model: Model;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: readonly { readonly alias: Alias; readonly number: VersionNumber }[];
  /** The version with the highest number in each stage that a version is in. */
  readonly latest: readonly VersionRecord[];
}

/** One page of a list. */
export interface RecordPage<T> {
  readonly records: readonly T[];
  /** True if there are more after them. */
  readonly hasMore: boolean;
}
