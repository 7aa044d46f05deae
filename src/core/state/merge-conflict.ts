import * as z from "zod";
import type { VersionNamer } from "../events/history.ts";
import { EventId, Stage, Timestamp, VersionId } from "../model/ids.ts";
import { Alias } from "../model/markings.ts";

const About = { event: EventId, version: VersionId };

/**
 * An event that met another state than the clone that decided it knew: merging the clones' ledger
 * files settled the conflict by the order of events. All clones find the same ones.
 */
export const MergeConflict = z.discriminatedUnion("kind", [
  /**
   * The event had no effect: `in-use` a deletion, `closed` an answer to a request, `gone` its
   * version.
   */
  z.object({ ...About, kind: z.literal("no-effect"), why: z.enum(["in-use", "closed", "gone"]) }),
  /** A deletion that the event `other` took back. */
  z.object({ ...About, kind: z.literal("deletion-undone"), other: EventId }),
  /** A version moved from another stage than the one that was known. */
  z.object({
    ...About,
    kind: z.literal("unexpected-stage"),
    expected: Stage,
    found: Stage,
    /** Time of the event: that of the version's stage for as long as nothing has moved it since. */
    at: Timestamp,
  }),
  /**
   * A version entered a stage, and `other`, which the deciding clone did not know there, left it.
   */
  z.object({
    ...About,
    kind: z.literal("stage-taken-over"),
    other: VersionId,
    stage: Stage,
    /** Time of the event. */
    at: Timestamp,
  }),
  z.object({ ...About, kind: z.literal("number-moved"), claimed: z.string(), given: z.string() }),
  z.object({ ...About, kind: z.literal("label-taken"), label: z.string() }),
  /** An alias did not point to what the deciding clone knew, but to `other`. */
  z.object({ ...About, kind: z.literal("alias-moved"), alias: Alias, other: VersionId }),
  /**
   * A version came from `from` to the stage it is in by another policy than the one in force here,
   * whose `gates` it did not go through. Found when it is asked for, as policies are not in the
   * ledger.
   */
  z.object({
    ...About,
    kind: z.literal("other-policy"),
    from: Stage,
    stage: Stage,
    gates: z.array(z.object({ subject: z.string(), required: z.string() })).readonly(),
  }),
]);
export type MergeConflict = z.infer<typeof MergeConflict>;

/** A conflict for people. */
export const ConflictText = z
  .object({
    /** Description of the conflict and of the side that counts, without a full stop. */
    text: z.string(),
    /** The command that gives it the other outcome; absent if there is none. */
    remedy: z.string().optional(),
  })
  .readonly();
export type ConflictText = z.infer<typeof ConflictText>;

/**
 * Says what a conflict was, and by which rule it was settled; `nameOf` names versions: `fraud 4`.
 */
export function conflictText(conflict: MergeConflict, nameOf: VersionNamer): string {
  const title = nameOf(conflict.version);
  switch (conflict.kind) {
    case "no-effect":
      return `without effect: ${noEffectReason(conflict.why, title)}`;
    case "deletion-undone":
      return `without effect: another clone put ${title} to use, and a version in use lives on`;
    case "unexpected-stage":
      return `decided while ${title} was in ${conflict.expected}, but another clone had moved it to ${conflict.found}; the later event counts`;
    case "stage-taken-over":
      return `took ${conflict.stage} over from ${nameOf(conflict.other)}, which another clone had moved there meanwhile; the later event counts`;
    case "number-moved":
      return `registered as number ${conflict.claimed}, which another clone had given before; it is ${title}`;
    case "label-taken":
      return `registered with the label ${conflict.label}, which another clone had given before; ${title} has none`;
    case "alias-moved":
      return `moved the alias ${conflict.alias} away from ${nameOf(conflict.other)}, to which another clone had pointed it meanwhile; the later event counts`;
    case "other-policy": {
      const gates = conflict.gates.map(({ subject, required }) => `${subject} (${required})`);
      return `decided under another policy than the one in force here, which for ${conflict.stage} also demands ${gates.join(", ")}; the move counts`;
    }
  }
}

function noEffectReason(
  why: Extract<MergeConflict, { kind: "no-effect" }>["why"],
  title: string,
): string {
  switch (why) {
    case "in-use":
      return `another clone had put ${title} to use, and a version in use lives on`;
    case "closed":
      return "another clone had closed the request before";
    case "gone":
      return "its version is in no ledger file";
  }
}
