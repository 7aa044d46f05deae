import { basename } from "node:path";
import type { Claim, Claims } from "../../core/model/inspection/claims.ts";
import { snakeCase } from "../metadata/field-names.ts";
import { findFields, isFields } from "../metadata/find-fields.ts";
import { isTable } from "../values/csv-separator.ts";
import { readStructuredFile } from "../values/read-structured-file.ts";
import { WrittenNumber } from "../values/written-number.ts";

/** Facts by the fields that say them. */
const facts = {
  modelName: "model",
  modelVersion: "version",
  modelDigest: "digest",
  commit: "commit",
  branch: "branch",
} as const;

/** Names that mean something else among parameters: `model: resnet50`, `version: 2`. */
const plain: ReadonlySet<string> = new Set([
  ...["version", "sha256", "digest", "checksum", "branch", "commit"],
]);

/**
 * Reads what a file of metrics or parameters says of the version that it is of: model, version,
 * digest of the model file, commit. A table says nothing.
 *
 * @throws RegistryError `file-problem`
 */
export async function readEvidenceClaims(
  path: string,
  kind: "metrics" | "parameters",
): Promise<Claims> {
  if (isTable(path)) return {};
  const { content } = await readStructuredFile(path);
  if (!isFields(content)) return {};
  const claims: Partial<Record<(typeof facts)[keyof typeof facts], Claim>> = {};
  for (const { meaning, written, path: names, value } of findFields(content).found) {
    const { field } = meaning;
    const says = text(value);
    // `name` is that of a metric or run.
    if (!isFact(field) || says === undefined || written === "name") continue;
    if (kind === "parameters" && (names.length > 1 || plain.has(snakeCase(written)))) continue;
    claims[facts[field]] ??= { field: `${basename(path)}: ${written}`, says };
  }
  return claims;
}

function isFact(field: string): field is keyof typeof facts {
  return Object.hasOwn(facts, field);
}

function text(value: unknown): string | undefined {
  const written = value instanceof WrittenNumber ? value.text : value;
  const isScalar = typeof written === "string" || typeof written === "number";
  const said = isScalar ? String(written).trim() : "";
  return said === "" || said.length > 500 ? undefined : said;
}
