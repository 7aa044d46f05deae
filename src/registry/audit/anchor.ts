import { basename, join } from "node:path";
import * as l10n from "@vscode/l10n";
import { addTo } from "../../core/add-to.ts";
import {
  anchorText,
  parseAnchors,
  type LedgerHead,
  type ParsedAnchor,
} from "../../core/audit/anchor.ts";
import { lineProblemText } from "../../core/refusals/ledger/line-fault.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { formatNumber } from "../../core/text/language.ts";
import { keepInGit, textsInGit, type AnchorKind } from "../../provenance/git/git-anchors.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { readLedgerFile, type LedgerDamage } from "../../storage/ledger/ledger-file.ts";
import { ledgerFiles } from "../../storage/ledger/ledger-folder.ts";
import { readWriterId } from "../../storage/ledger/writer-id.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest, Task } from "../task.ts";
import type { Finding } from "./verify.ts";

/** Maximum number of repairs that are looked at, the newest first. */
const maxRepairs = 1000;

export interface WrittenAnchor {
  /** `note on 1a2b3c4` or `tag model-registry/…`. */
  readonly place: string;
  readonly text: string;
}

/**
 * Writes the end of each ledger file and the hash of its last line to git: on HEAD, as a note or an
 * annotated tag. Once that is pushed, a ledger that is cut or rewritten can be detected.
 *
 * @throws RegistryError `read-only`, `ledger-damaged`, `invalid-request` if there is no event yet,
 * `file-problem` if git can't
 */
export async function writeAnchor(
  registry: Registry,
  { kind }: { readonly kind: AnchorKind },
  { signal }: Task = {},
): Promise<WrittenAnchor> {
  registry.requireTrust();
  const heads: LedgerHead[] = [];
  for (const file of (await ledgerFiles(registry.paths)).keys()) {
    let head: LedgerHead | undefined;
    const damage = await readLines(registry, file, ({ bytes, hash }) => {
      head = { file, bytes, hash };
    });
    if (damage) {
      throw new RegistryError({
        code: "ledger-damaged",
        reason: "ledger-damaged-anchor",
        file,
        line: damage.line,
        problem: damage.problem,
      });
    }
    if (head) heads.push(head);
  }
  if (heads.length === 0) {
    throw new RegistryError({ code: "invalid-request", reason: "nothing-to-anchor" });
  }
  const text = anchorText(heads);
  const name = new Date().toISOString().replaceAll(":", "-");
  const actor = await registry.actor();
  return { place: await keepInGit(registry.folder, { kind, text, name, actor }, signal), text };
}

export interface AnchorCheck {
  /** Number of anchors. */
  readonly anchors: number;
  /** Differences from what was anchored; empty if all anchors hold. */
  readonly findings: readonly Finding[];
}

/**
 * Checks that every ledger file still begins with exactly the bytes that each anchor stands for.
 *
 * @throws RegistryError `read-only`, `invalid-request` if there is no anchor, `file-problem`
 */
export async function checkAnchors(
  registry: Registry,
  _request: NoRequest,
  { signal }: Task = {},
): Promise<AnchorCheck> {
  registry.requireTrust();
  const anchors = (await textsInGit(registry.folder, signal)).flatMap(({ place, text }) =>
    parseAnchors(text).map((anchor): ParsedAnchor & { place: string } => ({ ...anchor, place })),
  );
  if (anchors.length === 0) {
    throw new RegistryError({ code: "invalid-request", reason: "no-anchor" });
  }
  const findings: Finding[] = [];
  const wanted = new Map<string, AnchoredHead[]>();
  for (const anchor of anchors) {
    if (!anchor.ok) findings.push({ where: anchor.place, problem: anchor.problem });
    else
      for (const head of anchor.heads) {
        addTo(wanted, head.file, { ...head, place: anchor.place });
      }
  }
  const present = await ledgerFiles(registry.paths);
  const repairs = await repairsOf(registry);
  for (const [file, heads] of wanted) {
    findings.push(
      ...(present.has(file)
        ? await checkFile(registry, file, heads)
        : await checkAbsent(registry, file, heads, repairs.get(file))),
    );
  }
  return { anchors: anchors.length, findings };
}

type AnchoredHead = LedgerHead & { readonly place: string };

async function checkFile(
  registry: Registry,
  file: string,
  heads: readonly AnchoredHead[],
): Promise<readonly Finding[]> {
  const lines = await readHeads(registry, file);
  return heads.flatMap((head) => {
    const problem = lines ? differenceOf(lines, head) : l10n.t("it is gone");
    return problem === undefined ? [] : [finding(file, problem, head)];
  });
}

async function checkAbsent(
  registry: Registry,
  file: string,
  heads: readonly AnchoredHead[],
  repair: Repair | undefined,
): Promise<readonly Finding[]> {
  if (!repair) {
    const isOwn = file === `${await readWriterId(registry.paths)}.jsonl`;
    const problem = isOwn
      ? l10n.t("it is gone")
      : l10n.t("it is not here: another clone wrote it, or it was removed");
    return heads.map((head) => finding(file, problem, head));
  }
  const lines = await readHeads(registry, basename(repair.keptAs));
  return heads.map((head) => finding(file, repairText(repair, lines, head), head));
}

function finding(file: string, problem: string, { place }: AnchoredHead): Finding {
  return { where: `ledger/${file}`, problem: `${problem} (${place})` };
}

/** A file that was repaired: its events go on in another one. */
interface Repair {
  readonly keptAs: string;
  readonly at: string;
  readonly by: string;
}

async function repairsOf(registry: Registry): Promise<ReadonlyMap<string, Repair>> {
  const events = await registry.read((state) =>
    state.events.log({ kind: "ledger.repaired" }, { limit: maxRepairs }),
  );
  return new Map(
    events.flatMap((event) =>
      event.type === "ledger.repaired"
        ? event.data.files.map(
            ({ file, keptAs }) => [file, { keptAs, at: event.at, by: event.actor.name }] as const,
          )
        : [],
    ),
  );
}

function repairText(
  { keptAs, at, by }: Repair,
  lines: ReadHeads | undefined,
  head: LedgerHead,
): string {
  const difference = lines && differenceOf(lines, head);
  const copy = `ledger/${keptAs}`;
  const kept = !lines
    ? l10n.t("its copy {0} is gone", copy)
    : difference === undefined
      ? l10n.t("all that was anchored is in its copy {0}", copy)
      : l10n.t("about its copy {0}: {1}", copy, difference);
  return [l10n.t("{0} repaired it on {1}, and it goes on in another file", by, at), kept].join(
    "; ",
  );
}

/** Lines of a file that check out, by where they end, and what is wrong after the last. */
interface ReadHeads {
  readonly hashes: ReadonlyMap<number, string>;
  readonly end: number;
  readonly damage: LedgerDamage | undefined;
}

/** Reads a file in the folder of the ledger; undefined if there is none. */
async function readHeads(registry: Registry, file: string): Promise<ReadHeads | undefined> {
  const hashes = new Map<number, string>();
  let end = 0;
  try {
    const damage = await readLines(registry, file, ({ bytes, hash }) => {
      hashes.set(bytes, hash);
      end = bytes;
    });
    return { hashes, end, damage };
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Returns how a file differs from what was anchored of it. */
function differenceOf(
  { hashes, end, damage }: ReadHeads,
  { bytes, hash }: LedgerHead,
): string | undefined {
  if (hashes.get(bytes) === hash) return undefined;
  if (damage)
    return l10n.t("it is damaged in line {0}: {1}", damage.line, lineProblemText(damage.problem));
  return end < bytes
    ? l10n.t("it was cut to {0} of {1} bytes", formatNumber(end), formatNumber(bytes))
    : l10n.t("it was rewritten within its first {0} bytes", formatNumber(bytes));
}

/**
 * Calls `onLine` with the end of each valid line; returns the damage after the last one, if any.
 */
async function readLines(
  registry: Registry,
  file: string,
  onLine: (line: Omit<LedgerHead, "file">) => void,
): Promise<LedgerDamage | undefined> {
  const lines = readLedgerFile(join(registry.paths.ledger, file));
  for (;;) {
    const batch = await lines.next();
    if (batch.done) return batch.value.damage;
    for (const { hash, position } of batch.value) onLine({ bytes: position.offset, hash });
  }
}
