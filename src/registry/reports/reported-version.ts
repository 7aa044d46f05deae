import type { VersionId } from "../../core/model/ids.ts";
import type { ReportedVersion } from "../../core/reports/comparison-report.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { requireDetail } from "../versions/describe-version.ts";
import { namedParents } from "../versions/named-parents.ts";

/**
 * Returns a version as reports have it.
 *
 * @throws RegistryError `unknown-version` or `version-deleted`
 */
export function reportedVersion(state: IndexQueries, id: VersionId): ReportedVersion {
  const detail = requireDetail(state, id);
  const { model, number, label, aliases, stage, stageSince, rolledBackAt } = detail;
  const { registeredAt, registeredBy, digest, size, tags, annotations } = detail;
  const { recipe, inspection, parents } = detail.registration;
  return {
    id,
    model,
    number,
    ...(label !== undefined && { label }),
    ...(aliases !== undefined && { aliases }),
    stage,
    stageSince,
    registeredAt,
    registeredBy,
    ...(rolledBackAt !== undefined && { rolledBackAt }),
    digest,
    size,
    tags,
    annotations,
    recipe,
    ...(inspection && { inspection }),
    madeFrom: namedParents(state, parents),
  };
}
