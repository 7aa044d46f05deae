import * as l10n from "@vscode/l10n";
import { lossKindText, lostEventsText, type LedgerLoss } from "../../core/model/ledger-loss.ts";
import { lineProblemText } from "../../core/refusals/ledger/line-fault.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { ConflictRemedy } from "../../core/state/merge-conflict.ts";
import { versionTitle } from "../../core/state/version.ts";
import { formatNumber } from "../../core/text/language.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import type { LedgerDamage } from "../../storage/ledger/ledger-file.ts";
import { ledgerFiles, noEnds, readLedgers } from "../../storage/ledger/ledger-folder.ts";
import { knownWriter } from "../../storage/ledger/writer-id.ts";
import { canFetch } from "../exchange/fetch-bytes.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest, Task } from "../task.ts";
import { eventConflicts } from "../versions/merge-conflicts.ts";
import { namer } from "../versions/version-namer.ts";
import { artifactProblem } from "./artifact-problem.ts";
import { redactedPlaces, redactionNotes, type RedactedPlace } from "./redaction-notes.ts";
import { verifyElsewhere } from "./verify-elsewhere.ts";
import { asideNotes, repairNotes } from "./verify-notes.ts";

/** Something that is not as it was recorded. */
export interface Finding {
  /** `ledger/<file>, line 12` or `model.onnx of fraud 3`. */
  readonly where: string;
  /** Problem at that place, without its name and without a full stop. */
  readonly problem: string;
  /** Action that gives a conflict the other outcome. */
  readonly remedy?: ConflictRemedy;
}

export interface Verification {
  readonly ledgerFiles: number;
  readonly events: number;
  /** Distinct artifacts hashed, and their bytes. */
  readonly artifacts: number;
  readonly bytes: number;
  /** Files that were registered without a copy and can't be checked here: at URLs, or of unknown digest. */
  readonly elsewhere: number;
  /** Distinct artifacts that are not here and that the remote is to have: they come when needed. */
  readonly away: number;
  readonly findings: readonly Finding[];
  /**
   * Notes that are no damage: lines that were never acknowledged and don't count, what repairs have
   * dropped, files that were set aside, a folder that is a copy, conflicts of clones.
   */
  readonly notes: readonly Finding[];
}

/**
 * Reads everything anew: every line of the ledger against its checksum and chain, every artifact
 * against its digest, and the index against one made anew. Finds any changed byte and names it; changes
 * nothing but a wrong index, which is replaced.
 */
export async function verify(
  registry: Registry,
  _request: NoRequest,
  task: Task = {},
): Promise<Verification> {
  const ledger = await verifyLedger(registry, task);
  const index = await verifyIndex(registry, task);
  const artifacts = await verifyArtifacts(registry, task);
  const references = await verifyElsewhere(registry, task);
  return {
    ...ledger,
    ...artifacts,
    artifacts: artifacts.artifacts + references.artifacts,
    bytes: artifacts.bytes + references.bytes,
    elsewhere: references.unchecked,
    findings: [...ledger.findings, ...index, ...artifacts.findings, ...references.findings],
    notes: [...ledger.notes, ...references.notes],
  };
}

/** Compares every row of the index with the ledger, as queries are answered from the index. */
async function verifyIndex(
  registry: Registry,
  { signal, report }: Task,
): Promise<readonly Finding[]> {
  throwIfCancelled(signal);
  report?.({ message: l10n.t("Comparing the index with the ledger") });
  return (await registry.compareIndex()).map((table) => ({
    where: `registry.db, ${table}`,
    problem: l10n.t("it was not what the ledger gives; the index was made anew from the ledger"),
  }));
}

async function verifyLedger(
  registry: Registry,
  { signal, report }: Task,
): Promise<Pick<Verification, "ledgerFiles" | "events" | "findings" | "notes">> {
  const files = await ledgerFiles(registry.paths);
  const ends = noEnds();
  let events = 0;
  const redacted: RedactedPlace[] = [];
  for await (const entries of readLedgers(registry.paths, files.keys(), new Map(), ends)) {
    throwIfCancelled(signal);
    redacted.push(...redactedPlaces(entries));
    events += entries.filter(({ event }) => event.type !== "ledger.started").length;
    report?.({ message: l10n.t("Verifying the ledger, {0} events", events) });
  }
  // Reading the state notices what is damaged or missing, whoever did it and when.
  await registry.read(() => undefined);
  // What follows the chain may still be nothing that the index can take.
  const inapplicable = registry.damages.filter(
    ({ file, line }) => !ends.damages.some((each) => each.file === file && each.line === line),
  );
  const findings = [...ends.damages, ...inapplicable].map(lineFinding);
  for (const [file, bytes] of ends.torn) {
    findings.push({
      where: l10n.t("{0}, last line", `ledger/${file}`),
      problem:
        bytes === 1
          ? l10n.t("1 byte without an end: a write that was cut off, or a changed newline")
          : l10n.t(
              "{0} bytes without an end: a write that was cut off, or a changed newline",
              formatNumber(bytes),
            ),
    });
  }
  for (const [file, bytes] of ends.unended) {
    findings.push({
      where: l10n.t("{0}, last line", `ledger/${file}`),
      problem: l10n.t(
        "the newline after its {0} bytes is missing or another byte; the line counts, and the next change puts the newline back",
        formatNumber(bytes),
      ),
    });
  }
  if (registry.loss) findings.push(...lossFindings(registry.loss));
  const redactions = await redactionNotes(registry, redacted);
  findings.push(...redactions.findings);
  const damaged = new Set(ends.damages.map(({ file }) => file));
  const sound = [...files.keys()].filter((file) => !damaged.has(file));
  const notes = [
    ...ends.superseded.map(lineFinding),
    ...redactions.notes,
    ...(await copyNote(registry)),
    ...(await repairNotes(registry, new Set(sound))),
    ...(await asideNotes(registry)),
    ...(await conflictNotes(registry)),
  ];
  return { ledgerFiles: files.size, events, findings, notes };
}

/** Notes what merging settled, so that the side that did not win learns of it. */
async function conflictNotes(registry: Registry): Promise<readonly Finding[]> {
  const { policy } = await registry.policy();
  return registry.read((state) =>
    eventConflicts(state, namer(state), policy).map(({ event, version, text, remedy }) => {
      const about = state.version(version) ?? state.deletedVersion(version);
      return {
        where: about
          ? l10n.t("{0}, event {1}", versionTitle(about), event)
          : l10n.t("an unknown version, event {0}", event),
        problem: text,
        ...(remedy && { remedy }),
      };
    }),
  );
}

/** Notes that the registry's folder is a copy, so that what its ledger files are for is clear. */
async function copyNote({ paths }: Registry): Promise<readonly Finding[]> {
  const { writer, copyOf } = await knownWriter(paths);
  if (copyOf === undefined) return [];
  return [
    {
      where: `ledger/${copyOf}.jsonl`,
      problem:
        writer === undefined
          ? l10n.t(
              "this folder is a copy of the one that writes there, or was restored; changes made here go to a file of its own",
            )
          : l10n.t(
              "this folder is a copy of the one that writes there, or was restored; changes made here go to {0}",
              `ledger/${writer}.jsonl`,
            ),
    },
  ];
}

function lineFinding({ file, line, problem }: LedgerDamage): Finding {
  return {
    where: l10n.t("{0}, line {1}", `ledger/${file}`, line),
    problem: lineProblemText(problem),
  };
}

function lossFindings(loss: LedgerLoss): Finding[] {
  const lost = lostEventsText(loss);
  return [
    ...loss.files.map(({ file, kind }) => ({
      where: `ledger/${file}`,
      problem: lossKindText(kind),
    })),
    ...(lost === undefined ? [] : [{ where: "ledger", problem: lost }]),
  ];
}

async function verifyArtifacts(
  registry: Registry,
  { signal, report }: Task,
): Promise<Pick<Verification, "artifacts" | "away" | "bytes" | "findings">> {
  const references = await registry.read((state) => [...state.bytes.references()]);
  const total = new Map(
    references.map((reference) => [reference.stored.sha256, reference.stored.size]),
  );
  const totalBytes = [...total.values()].reduce((sum, size) => sum + size, 0);
  const seen = new Set<string>();
  const problems = new Map<string, Finding>();
  const mayBeAway = await canFetch(registry);
  const redacted = await registry.read((state) => state.redactions.objects());
  let bytes = 0;
  let away = 0;
  for (const { stored, version, name } of references) {
    if (seen.has(stored.sha256) || redacted.has(stored.sha256)) continue;
    seen.add(stored.sha256);
    const title = l10n.t("{0} of {1}", name, versionTitle(version));
    const onBytes = (count: number): void => {
      bytes += count;
      report?.({ message: l10n.t("Verifying {0}", title), done: bytes, total: totalBytes });
    };
    try {
      await verifyArtifact(registry.paths, stored, title, { signal, onBytes });
    } catch (error) {
      if (mayBeAway && isMissing(error)) away += 1;
      else problems.set(stored.sha256, { where: title, problem: artifactProblem(title, error) });
    }
  }
  const findings = await stillWanted(registry, problems);
  return { artifacts: seen.size - away, away, bytes, findings };
}

function isMissing(error: unknown): boolean {
  return error instanceof RegistryError && error.refusal.reason === "bytes-missing";
}

/**
 * Drops the findings about versions that were deleted meanwhile: their bytes were freed with them.
 */
async function stillWanted(
  registry: Registry,
  problems: ReadonlyMap<string, Finding>,
): Promise<readonly Finding[]> {
  if (problems.size === 0) return [];
  const newest = await registry.read((state) => [...state.bytes.references()]);
  const findings: Finding[] = [];
  const told = new Set<string>();
  for (const { stored, version, name } of newest) {
    const problem = problems.get(stored.sha256);
    if (!problem || told.has(stored.sha256)) continue;
    told.add(stored.sha256);
    findings.push({ ...problem, where: l10n.t("{0} of {1}", name, versionTitle(version)) });
  }
  return findings;
}
