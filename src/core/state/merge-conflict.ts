import * as l10n from "@vscode/l10n";
import * as z from "zod";
import type { VersionNamer } from "../events/history.ts";
import { EventId, Stage, Timestamp, VersionId } from "../model/ids.ts";
import { Alias } from "../model/markings.ts";

const About = { event: EventId, version: VersionId };

/**
 * An event that met another state than the clone that decided it knew: merging the clones' ledger
 * files settled the conflict by the order of events. All clones find the same ones.
 */
export const MergeConflict = z.lazy(() =>
  z.discriminatedUnion("kind", [
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
    /** An A/B test, of which `version` is the first one, was started under a name that was taken. */
    z.object({ ...About, kind: z.literal("test-renamed"), claimed: z.string(), given: z.string() }),
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
  ]),
);
export type MergeConflict = z.infer<typeof MergeConflict>;

/** Action that gives a conflict the other outcome; versions by their references: `fraud@4`. */
export const ConflictRemedy = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("delete"), reference: z.string(), title: z.string() }),
    z.object({
      kind: z.literal("move"),
      reference: z.string(),
      title: z.string(),
      to: z.string(),
    }),
    z.object({
      kind: z.literal("roll-back"),
      model: z.string(),
      stage: z.string(),
      /** Number of the version that comes back. */
      number: z.number(),
    }),
    z.object({
      kind: z.literal("set-alias"),
      reference: z.string(),
      title: z.string(),
      alias: z.string(),
    }),
  ]),
);
export type ConflictRemedy = z.infer<typeof ConflictRemedy>;

/** Returns a remedy as an instruction for people who have no command line. */
export function conflictRemedyText(remedy: ConflictRemedy): string {
  switch (remedy.kind) {
    case "delete":
      return l10n.t("To change it, delete {0}.", remedy.title);
    case "move":
      return l10n.t("To change it, move {0} to {1}.", remedy.title, remedy.to);
    case "roll-back":
      return l10n.t(
        "To change it, roll back {0} of {1} to version {2}.",
        remedy.stage,
        remedy.model,
        remedy.number,
      );
    case "set-alias":
      return l10n.t("To change it, give {0} the alias {1}.", remedy.title, remedy.alias);
  }
}

/** A conflict for people. */
export const ConflictText = z.lazy(() =>
  z
    .object({
      /** Description of the conflict and of the side that counts, without a full stop. */
      text: z.string(),
      /** Absent if nothing gives it the other outcome. */
      remedy: ConflictRemedy.optional(),
    })
    .readonly(),
);
export type ConflictText = z.infer<typeof ConflictText>;

/**
 * Says what a conflict was, and by which rule it was settled; `nameOf` names versions: `fraud 4`.
 */
export function conflictText(conflict: MergeConflict, nameOf: VersionNamer): string {
  const title = nameOf(conflict.version);
  switch (conflict.kind) {
    case "no-effect":
      return noEffectText(conflict.why, title);
    case "deletion-undone":
      return l10n.t(
        "without effect: another clone put {0} to use, and a version in use lives on",
        title,
      );
    case "unexpected-stage":
      return l10n.t(
        "decided while {0} was in {1}, but another clone had moved it to {2}; the later event counts",
        title,
        conflict.expected,
        conflict.found,
      );
    case "stage-taken-over":
      return l10n.t(
        "took {0} over from {1}, which another clone had moved there meanwhile; the later event counts",
        conflict.stage,
        nameOf(conflict.other),
      );
    case "number-moved":
      return l10n.t(
        "registered as number {0}, which another clone had given before; it is {1}",
        conflict.claimed,
        title,
      );
    case "label-taken":
      return l10n.t(
        "registered with the label {0}, which another clone had given before; {1} has none",
        conflict.label,
        title,
      );
    case "test-renamed":
      return l10n.t(
        "started under the name {0}, which another clone had given to an A/B test before; this one is called {1}, and requests for {0} follow the other one",
        conflict.claimed,
        conflict.given,
      );
    case "alias-moved":
      return l10n.t(
        "moved the alias {0} away from {1}, to which another clone had pointed it meanwhile; the later event counts",
        conflict.alias,
        nameOf(conflict.other),
      );
    case "other-policy": {
      const gates = conflict.gates.map(({ subject, required }) => `${subject} (${required})`);
      return l10n.t(
        "decided under another policy than the one in force here, which for {0} also demands {1}; the move counts",
        conflict.stage,
        gates.join(", "),
      );
    }
  }
}

function noEffectText(
  why: Extract<MergeConflict, { kind: "no-effect" }>["why"],
  title: string,
): string {
  switch (why) {
    case "in-use":
      return l10n.t(
        "without effect: another clone had put {0} to use, and a version in use lives on",
        title,
      );
    case "closed":
      return l10n.t("without effect: another clone had closed the request before");
    case "gone":
      return l10n.t("without effect: its version is in no ledger file");
  }
}
