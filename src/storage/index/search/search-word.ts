import { like, likePattern, ofStages, repeated, type Sql } from "./search-fields.ts";

/** Texts of versions in which a word is looked for, as `id` and `value`. */
export const textsOfVersions: readonly string[] = [
  "SELECT id, label AS value FROM version WHERE label IS NOT NULL",
  "SELECT version_id AS id, alias AS value FROM alias",
  "SELECT version_id AS id, value FROM tag WHERE version_id > 0",
  "SELECT version_id AS id, value FROM annotation WHERE version_id > 0 AND field = 'description'",
];

/** Finds the versions that have a text in which a word occurs. */
export function inTexts(word: string): readonly Sql[] {
  return textsOfVersions.map((sql) =>
    repeated(`SELECT id FROM (${sql}) WHERE value ${like}`, anywhere(word)),
  );
}

/** Steps from one key of tags to the next in their index: there are few, and many tags. */
export const tagKeys = `WITH RECURSIVE keys (key) AS (SELECT min(key) FROM tag
  UNION ALL SELECT (SELECT min(key) FROM tag WHERE key > keys.key) FROM keys WHERE key IS NOT NULL)`;

/** Finds the versions of models in whose name, tags or description a word occurs, and by keys of tags. */
export function inNames(word: string): readonly Sql[] {
  const queries = [
    `${ofStages} model_id IN (SELECT id FROM model WHERE name ${like}
      UNION SELECT model_id FROM tag WHERE version_id = 0 AND (key ${like} OR value ${like})
      UNION SELECT model_id FROM annotation
        WHERE version_id = 0 AND field = 'description' AND value ${like})`,
    `${tagKeys} SELECT version_id AS id FROM tag
      WHERE version_id > 0 AND key IN (SELECT key FROM keys WHERE key ${like})`,
  ];
  return queries.map((sql) => repeated(sql, anywhere(word)));
}

function anywhere(word: string): string {
  return `%${likePattern(word)}%`;
}
