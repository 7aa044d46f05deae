import type { Sha256 } from "../../../core/model/ids.ts";
import { defaultKeeping, type Keeping } from "../../../core/model/policy/monitoring-defaults.ts";
import type { StoredReference } from "../../../core/retention/freed-bytes.ts";
import type { Version } from "../../../core/state/version.ts";
import type { IndexDatabase } from "../index-database.ts";
import type { RecordedEvents } from "../ledger-slices.ts";
import { hasFileOfSize, versionsWithFile } from "../select-versions.ts";
import { elsewhereFiles, references, type ElsewhereFile, type Reference } from "./references.ts";
import { digestsInUse, storedBytes } from "./retention-queries.ts";

/** Queries about the bytes of artifacts. */
export class ByteQueries {
  readonly #db: IndexDatabase;
  readonly #recorded: RecordedEvents;

  constructor(db: IndexDatabase, recorded: RecordedEvents) {
    this.#db = db;
    this.#recorded = recorded;
  }

  /** Returns all bytes that living versions refer to, each with who refers to it. */
  ofLiving(): readonly StoredReference[] {
    return storedBytes(this.#db);
  }

  /**
   * Returns digests that living versions and runs refer to, and those that only a newer release
   * understands; without those that only the log of a run that is not sealed names, and without
   * observations that need not be kept any longer.
   */
  digestsInUse(keeping: Keeping = defaultKeeping, now = Date.now()): ReadonlySet<string> {
    return digestsInUse(this.#db, this.#recorded, { keeping, now });
  }

  /** Returns the files of living versions that were registered without a copy. */
  elsewhere(): readonly ElsewhereFile[] {
    return elsewhereFiles(this.#db);
  }

  /** All bytes that some version refers to, patches included, each with who refers to it. */
  references(): Generator<Reference> {
    return references(this.#db);
  }

  /** Returns versions that have a file with these bytes, oldest first. */
  versionsWith(digest: Sha256): readonly Version[] {
    return versionsWithFile(this.#db, digest);
  }

  hasSize(size: number): boolean {
    return hasFileOfSize(this.#db, size);
  }
}
