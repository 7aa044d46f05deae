import * as z from "zod";
import type { IndexDatabase } from "../index-database.ts";
import { tagKeys } from "./search-word.ts";

/** Names that versions have been recorded with, in their alphabetical order. */
export interface RecordedNames {
  /** Keys of metrics: `test.auc`. */
  readonly metrics: readonly string[];
  /** Keys of hyperparameters: `model.max_depth`. */
  readonly params: readonly string[];
  /** Names of packages, normalized. */
  readonly packages: readonly string[];
  /** Keys of tags of models and versions. */
  readonly tags: readonly string[];
}

const Name = z.object({ key: z.string() });

/** Lists the names of metrics, hyperparameters and tags that the index knows. */
export function recordedNames(db: IndexDatabase): RecordedNames {
  const names = (sql: string): readonly string[] => db.all(Name, sql, []).map(({ key }) => key);
  return {
    metrics: names("SELECT key FROM metric_key ORDER BY key"),
    params: names("SELECT name AS key FROM recorded_key WHERE field = 'params' ORDER BY name"),
    packages: names(`SELECT DISTINCT package.key AS key
      FROM environment, json_each(environment, '$.packages') AS package ORDER BY package.key`),
    tags: names(`${tagKeys} SELECT key FROM keys WHERE key IS NOT NULL ORDER BY key`),
  };
}
