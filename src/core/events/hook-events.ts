import * as z from "zod";
import { eventBody } from "../model/event-body.ts";
import { EventId, ModelName, Stage, VersionId } from "../model/ids.ts";

/**
 * A program that runs after a version has entered a stage, or after a request for approval or an
 * answer to one, has failed. Its output is not recorded: that may hold secrets, and others read the
 * ledger.
 */
export const HookFailed = eventBody("hook.failed", 1, () =>
  z
    .object({
      model: ModelName,
      version: VersionId,
      /** The stage that the program is configured for, and the event after which it ran. */
      to: Stage,
      transition: EventId,
      /** Phase of the hook; absent if it ran after the version's entry. */
      phase: z.enum(["request", "approve", "deny"]).optional(),
      /** The program and its arguments. */
      command: z.array(z.string().max(4096)).min(1).max(257).readonly(),
      /** `ended with code 1`, `took more than 60 s`. */
      problem: z.string().min(1).max(1000),
    })
    .readonly(),
);
export type HookFailed = z.infer<typeof HookFailed>;
