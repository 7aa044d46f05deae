import { inEnglish } from "../text/language.ts";
import { artifactWords } from "./files/artifact-refusals.ts";
import { fileWords } from "./files/file-refusals.ts";
import { sourceWords } from "./files/source-refusals.ts";
import { targetWords } from "./files/target-refusals.ts";
import { ledgerWords } from "./ledger/ledger-refusals.ts";
import { redactionWords } from "./ledger/redaction-refusals.ts";
import { storageWords } from "./ledger/storage-refusals.ts";
import { abTestWords } from "./lifecycle/abtest-refusals.ts";
import { approvalWords } from "./lifecycle/approval-refusals.ts";
import { lifecycleWords } from "./lifecycle/lifecycle-refusals.ts";
import { policyWords } from "./lifecycle/policy-refusals.ts";
import { retentionWords } from "./lifecycle/retention-refusals.ts";
import type { Refusal, RefusalData, RefusalOf, RefusalReason } from "./refusal-data.ts";
import { observationWords } from "./runs/observation-refusals.ts";
import { runWords } from "./runs/run-refusals.ts";
import { bundleWords } from "./sharing/bundle-refusals.ts";
import { remoteWords } from "./sharing/remote-refusals.ts";
import { annotationWords } from "./versions/annotation-refusals.ts";
import { modelWords } from "./versions/model-refusals.ts";
import { registrationWords } from "./versions/registration-refusals.ts";
import { reportWords } from "./versions/report-refusals.ts";
import { reproductionWords } from "./versions/reproduction-refusals.ts";
import { retrievalWords } from "./versions/retrieval-refusals.ts";
import { selectionWords } from "./versions/selection-refusals.ts";
import { versionWords } from "./versions/version-refusals.ts";
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
  ...bundleWords,
  ...remoteWords,
  ...redactionWords,
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
