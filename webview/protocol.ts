import * as z from "zod";
import { CommitId, ModelName, Stage, VersionId } from "../src/core/model/ids.ts";
import { RunId } from "../src/core/model/run.ts";
import { stageRoles } from "../src/core/policy/stage-roles.ts";

/**
 * Messages that the editor and all pages exchange. What is in them differs from page to page, and is
 * in the protocol of the page (`webview/<page>/protocol.ts`). Each side parses what it receives.
 */

/** Identifies what a page asks for, so that it knows the reply; no two pages make the same. */
export const RequestId = z.string().min(1).max(64);
export type RequestId = z.infer<typeof RequestId>;

/** Messages from a page to the editor. */
export const FromPage = z.discriminatedUnion("type", [
  /** Asks for a snapshot, and for another one after each change. */
  z.object({ type: z.literal("ready"), id: RequestId, query: z.unknown().optional() }),
  /** Asks for something to be done, which has no reply. */
  z.object({ type: z.literal("action"), action: z.unknown() }),
  /** Asks for something that has a reply. */
  z.object({ type: z.literal("question"), id: RequestId, question: z.unknown() }),
]);
export type FromPage = z.infer<typeof FromPage>;

/** Roles of the policy's stages, for their icons and words. */
const StageRoles = z.record(z.string(), z.enum(stageRoles)).readonly();
export type StageRoles = z.infer<typeof StageRoles>;

const MetricDirections = z.record(z.string(), z.enum(["higher", "lower", "neutral"])).readonly();

/** The page can't be shown, and what to do. */
const PageFailure = z.object({
  type: z.literal("failure"),
  /** That of the `ready` that this answers. */
  id: RequestId,
  message: z.string(),
  wayOut: z.string(),
});

/** Progress of long work that the page waits for. */
const Progress = z.object({
  type: z.literal("progress"),
  message: z.string(),
  /** Bytes done and in all; absent while not known. */
  done: z.number().min(0).optional(),
  total: z.number().min(0).optional(),
});
export type Progress = z.infer<typeof Progress>;

/** Messages from the editor to a page. */
export const ToPage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("snapshot"),
    /** That of the `ready` that this answers. */
    id: RequestId,
    /** Absent if the page is about no registry. */
    roles: StageRoles.optional(),
    /** Directions of metrics that the settings give. */
    directions: MetricDirections.optional(),
    snapshot: z.unknown(),
  }),
  PageFailure,
  Progress,
  z.object({
    type: z.literal("reply"),
    /** That of the question. */
    id: RequestId,
    /** Type of the question. */
    to: z.string(),
    /** Absent if nothing came of it: it was cancelled, or failed, which the editor shows. */
    reply: z.unknown().optional(),
  }),
]);
export type ToPage = z.infer<typeof ToPage>;

/** Action or question of a page. */
export interface Message {
  readonly type: string;
}

/** Schemas of what is in the messages of one page. */
export interface PageProtocol<
  Snapshot,
  Query,
  Action extends Message,
  Question extends Message,
  Replies extends Readonly<Record<Question["type"], unknown>>,
> {
  /** Everything that the page shows. */
  readonly snapshot: z.ZodType<Snapshot>;
  /** The part of it that the page asks for; undefined where there is no choice. */
  readonly query: z.ZodType<Query>;
  readonly action: z.ZodType<Action>;
  readonly question: z.ZodType<Question>;
  /** Replies by the type of the question. */
  readonly replies: { readonly [T in keyof Replies]: z.ZodType<Replies[T]> };
}

/** Parts of the protocol of a page that asks no questions. */
export const noQuestions = { query: z.undefined(), question: z.never(), replies: {} } as const;

/** Actions of what all pages show: links, and buttons that copy. */
export const commonActions = [
  z.object({ type: z.literal("show-version"), version: VersionId }),
  z.object({ type: z.literal("show-model"), model: ModelName }),
  z.object({ type: z.literal("open-commit"), commit: CommitId }),
  z.object({ type: z.literal("open-file"), path: z.string().max(4096) }),
  z.object({
    type: z.literal("copy"),
    text: z.string().max(5_000_000),
    /** Says that it was copied, as the page does. */
    copied: z.string().max(500),
  }),
] as const;
export type CommonAction = z.infer<(typeof commonActions)[number]>;

/** Chooses versions to compare, those that are named first. */
export const ChooseVersions = z.object({
  type: z.literal("choose-versions"),
  versions: z.array(VersionId).max(50),
  /** Runs that are compared with them. */
  runs: z.array(RunId).max(50).optional(),
});

/** Moves a version to a stage, or asks to which. */
export const Promote = z.object({
  type: z.literal("promote"),
  version: VersionId,
  to: Stage.optional(),
});
