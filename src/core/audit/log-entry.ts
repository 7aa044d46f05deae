import * as z from "zod";
import { EventId, ModelName, Timestamp, VersionId } from "../model/ids.ts";
import { Actor } from "../model/recipe.ts";
import { ConflictText } from "../state/merge-conflict.ts";

/** One event, as a line of an audit trail. */
export const LogLine = z
  .object({
    id: EventId,
    at: Timestamp,
    actor: Actor,
    /** `version.registered`, `approval.denied`… */
    type: z.string(),
    model: ModelName.optional(),
    /** Title of the model or version: `fraud 4`, or the model's name. */
    subject: z.string(),
    version: VersionId.optional(),
    /** One-line title of the event. */
    title: z.string(),
    reason: z.string().optional(),
    /** Conflicts that merging the clones' ledger files settled for it; the title says it too. */
    conflicts: z.array(ConflictText).readonly().optional(),
    /** True of an event of a shared registry that the remote does not have yet. */
    isUnshared: z.literal(true).optional(),
  })
  .readonly();
export type LogLine = z.infer<typeof LogLine>;

/** One event with all that was recorded. */
export interface LogEntry extends LogLine {
  readonly data: unknown;
}
