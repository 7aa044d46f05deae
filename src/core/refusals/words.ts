import { inEnglish } from "../text/language.ts";
import { abTestWords } from "./abtest-refusals.ts";
import { annotationWords } from "./annotation-refusals.ts";
import { approvalWords } from "./approval-refusals.ts";
import { artifactWords } from "./artifact-refusals.ts";
import { fileWords } from "./file-refusals.ts";
import { ledgerWords } from "./ledger-refusals.ts";
import { lifecycleWords } from "./lifecycle-refusals.ts";
import { modelWords } from "./model-refusals.ts";
import { observationWords } from "./observation-refusals.ts";
import { policyWords } from "./policy-refusals.ts";
import type { Refusal, RefusalData, RefusalOf, RefusalReason } from "./refusal-data.ts";
import { registrationWords } from "./registration-refusals.ts";
import { remoteWords } from "./remote-refusals.ts";
import { reportWords } from "./report-refusals.ts";
import { reproductionWords } from "./reproduction-refusals.ts";
import { retentionWords } from "./retention-refusals.ts";
import { retrievalWords } from "./retrieval-refusals.ts";
import { runWords } from "./run-refusals.ts";
import { selectionWords } from "./selection-refusals.ts";
import { sourceWords } from "./source-refusals.ts";
import { storageWords } from "./storage-refusals.ts";
import { targetWords } from "./target-refusals.ts";
import { versionWords } from "./version-refusals.ts";
import type { Details, WordTable } from "./word-table.ts";

const shared = {
  ...reportWords,
  ...fileWords,
  ...annotationWords,
  ...approvalWords,
  ...ledgerWords,
  ...lifecycleWords,
  ...abTestWords,
  ...modelWords,
  ...observationWords,
  ...policyWords,
  ...remoteWords,
  ...retentionWords,
  ...retrievalWords,
  ...runWords,
  ...storageWords,
  ...artifactWords,
  ...sourceWords,
  ...registrationWords,
  ...reproductionWords,
  ...targetWords,
  ...selectionWords,
  ...versionWords,
};
const words: WordTable<RefusalData> = shared;

type SharedWords = typeof shared;

/** Reasons whose remedy differs between the editor and the command line. */
type OwnReason = {
  [R in RefusalReason]: SharedWords[R] extends { readonly remedy: unknown } ? never : R;
}[RefusalReason];

type Remedy<R extends RefusalReason> = (data: RefusalData[R]) => string;

/** Remedies of a front end; those that are the same for all can be worded in its own way too. */
export type Remedies = { readonly [R in OwnReason]: Remedy<R> } & {
  readonly [R in Exclude<RefusalReason, OwnReason>]?: Remedy<R>;
};

/** A refusal in words, as a front end shows it. */
export interface RefusalText {
  /** The failure and its reason: one sentence with its full stop. */
  readonly message: string;
  /** The remedy in whole sentences. */
  readonly wayOut: string;
}

/** Returns what was refused, and why. */
export function messageOf(refusal: Refusal): string {
  return messageFor(refusal);
}

/** Returns what was refused, and why, for the ledger: in English in any editor. */
export function recordedMessage(refusal: Refusal): string {
  return inEnglish(() => messageOf(refusal));
}

/** Returns the facts about a refusal that are documented for programs. */
export function detailsOf(refusal: Refusal): Details | undefined {
  const details = detailsFor(refusal);
  return refusal.freed ? { ...details, ...refusal.freed } : details;
}

/** Returns a refusal in words, with the remedies of a front end. */
export function refusalText(refusal: Refusal, remedies: Remedies): RefusalText {
  return { message: messageFor(refusal), wayOut: remedyFor(refusal, remedies) ?? "" };
}

/** Returns a refusal in English words for logs: the remedy is absent where front ends differ. */
export function loggedText(refusal: Refusal): string {
  return inEnglish(() => `${messageFor(refusal)} ${remedyFor(refusal, {}) ?? ""}`.trim());
}

function messageFor<R extends RefusalReason>(refusal: RefusalOf<R>): string {
  return words[refusal.reason].message(refusal);
}

function detailsFor<R extends RefusalReason>(refusal: RefusalOf<R>): Details | undefined {
  return words[refusal.reason].details?.(refusal);
}

function remedyFor<R extends RefusalReason>(
  refusal: RefusalOf<R>,
  remedies: { readonly [Each in RefusalReason]?: Remedy<Each> },
): string | undefined {
  return (remedies[refusal.reason] ?? words[refusal.reason].remedy)?.(refusal);
}
