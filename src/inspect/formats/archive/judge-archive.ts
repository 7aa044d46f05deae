import type { Finding, Verdict } from "../../../core/model/inspection.ts";
import type { ArchiveContents, ArchiveMember } from "../../contract/archive-member.ts";
import { Unreadable, type FileToRead, type Reading } from "../../contract/format.ts";
import { worstVerdict } from "../../contract/verdict.ts";
import { printable } from "../../encodings/printable.ts";
import { configTargets, maxConfig } from "./config-targets.ts";
import { memberKind } from "./member-kind.ts";

/** Names that one finding lists. */
const named = 8;
const headSize = 4096;
const maxFindings = 200;

/** Combined result of all members of an archive. */
export interface ArchiveJudgement {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly imports: readonly string[];
  readonly calls: readonly string[];
  /** Names of the members, the first ones. */
  readonly names: readonly string[];
  /** Members of a known model format, with what was read of them. */
  readonly models: readonly {
    readonly name: string;
    readonly format: string;
    readonly reading: Reading;
  }[];
}

/** Collects the results of the members. */
class Judge {
  readonly #file: FileToRead;
  readonly #ownData: RegExp | undefined;
  readonly #verdicts: Verdict[] = [];
  readonly #findings: Finding[] = [];
  readonly #imports = new Set<string>();
  readonly #calls = new Set<string>();
  readonly #models: { name: string; format: string; reading: Reading }[] = [];
  readonly #names: string[] = [];
  readonly #code: string[] = [];
  readonly #unknown: string[] = [];
  readonly #unread = new Map<string, string[]>();

  constructor(file: FileToRead, ownData: RegExp | undefined) {
    this.#file = file;
    this.#ownData = ownData;
  }

  async add(member: ArchiveMember): Promise<void> {
    const place = printable(member.name, 200);
    this.#names.push(place);
    if (member.source === undefined) {
      const reason = member.unread ?? "can't be read";
      this.#unread.set(reason, [...(this.#unread.get(reason) ?? []), place]);
      return;
    }
    const head = await member.source.read(0, headSize);
    const kind = this.#ownData?.test(member.name)
      ? "data"
      : memberKind(member.name, head, member.size);
    const inspected = await this.#file.inspectMember(member.source);
    if (inspected !== undefined) this.#addModel(place, inspected.format, inspected.reading);
    if (kind === "code") this.#code.push(place);
    if (kind === "text") await this.#addText(member.source, place);
    if (kind === "unknown" && inspected === undefined) this.#unknown.push(place);
  }

  result(contents: ArchiveContents): ArchiveJudgement {
    if (this.#models.length === 0 && this.#ownData === undefined) {
      this.#verdicts.push("unreadable");
      this.#findings.push({
        code: "archive-without-model",
        severity: "info",
        message: "No member of the archive is a file of a known model format.",
      });
    }
    this.#list(
      this.#code,
      "archive-holds-code",
      "needs-code",
      (names) =>
        `The archive holds code, which runs when a program that knows it loads the model: ${names}.`,
    );
    this.#list(
      this.#unknown,
      "archive-member-unknown",
      "unreadable",
      (names) => `Nothing can be said about members that are of no known format: ${names}.`,
    );
    for (const [reason, names] of this.#unread) {
      this.#list(
        names,
        "archive-member-unread",
        "unreadable",
        (listed) => `A member of the archive ${reason}: ${listed}.`,
      );
    }
    const findings = [...contents.findings, ...this.#findings];
    return {
      verdict: worstVerdict([...this.#verdicts, ...findings.map(verdictOf)]),
      findings: findings.slice(0, maxFindings),
      imports: [...this.#imports],
      calls: [...this.#calls],
      names: this.#names,
      models: this.#models,
    };
  }

  #addModel(place: string, format: string, reading: Reading): void {
    const { description, findings = [] } = reading;
    this.#models.push({ name: place, format, reading });
    this.#verdicts.push(description.verdict);
    for (const name of description.imports ?? []) this.#imports.add(name);
    for (const name of description.calls ?? []) this.#calls.add(name);
    for (const finding of findings) {
      const where = finding.where === undefined ? place : `${place}: ${finding.where}`;
      this.#findings.push({ ...finding, where: printable(where, 1000) });
    }
  }

  async #addText(source: NonNullable<ArchiveMember["source"]>, place: string): Promise<void> {
    if (!/\.(ya?ml|json)$/i.test(source.name) || source.size > maxConfig) return;
    const text = Buffer.from(await source.read(0, source.size)).toString("utf8");
    const { imports, findings, isRead } = configTargets(text, place);
    for (const name of imports) this.#imports.add(name);
    if (imports.length > 0) this.#verdicts.push("needs-code");
    if (!isRead) this.#verdicts.push("unreadable");
    this.#findings.push(...findings);
  }

  #list(
    names: readonly string[],
    code: string,
    verdict: Verdict,
    message: (names: string) => string,
  ): void {
    if (names.length === 0) return;
    const more = names.length > named ? ` and ${names.length - named} more` : "";
    this.#verdicts.push(verdict);
    this.#findings.push({
      code,
      severity: "warning",
      message: message(`${names.slice(0, named).join(", ")}${more}`),
    });
  }
}

/** Findings about the archive itself after which programs differ in what they read. */
const doubtful = new Set(["zip-encrypted", "zip-method-mismatch", "zip-duplicate-name"]);

function verdictOf({ code, severity }: Finding): Verdict {
  if (severity === "danger") return "dangerous";
  return doubtful.has(code) ? "unreadable" : "weights-only";
}

/**
 * Judges an archive by all of its members, each as the file it is, archives within archives too. An
 * archive that breaks off keeps what was found up to there. Members of no known format are named, and
 * nothing is then claimed of the whole.
 */
export async function judgeArchive(
  file: FileToRead,
  contents: ArchiveContents,
  ownData?: RegExp,
): Promise<ArchiveJudgement> {
  const judge = new Judge(file, ownData);
  try {
    for await (const member of contents.members) await judge.add(member);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    contents.findings.push({
      code: "not-readable",
      severity: "warning",
      message: `${error.message}.`,
      ...(error.where !== undefined && { where: error.where }),
    });
    const judgement = judge.result(contents);
    return { ...judgement, verdict: worstVerdict([judgement.verdict, "unreadable"]) };
  }
  return judge.result(contents);
}

/** Returns the facts that an archive takes over from the description of its model. */
function factsOf({ description }: Reading): Partial<Reading["description"]> {
  const { framework, architecture, task, parameterCount, tensorCount, dtypes, signature } =
    description;
  return {
    ...(framework !== undefined && { framework }),
    ...(architecture !== undefined && { architecture }),
    ...(task !== undefined && { task }),
    ...(parameterCount !== undefined && { parameterCount }),
    ...(tensorCount !== undefined && { tensorCount }),
    ...(dtypes !== undefined && { dtypes }),
    ...(signature !== undefined && { signature }),
  };
}

/**
 * Describes an archive by its members; if it contains exactly one model and was made for it
 * (`isItsModel`), with the facts of that model.
 */
export function describeArchive(
  { verdict, findings, imports, calls, names, models }: ArchiveJudgement,
  {
    isItsModel,
    metadata = {},
  }: { readonly isItsModel: boolean; readonly metadata?: Readonly<Record<string, string>> },
): Reading {
  const [only] = isItsModel && models.length === 1 ? models : [];
  const listed = models.slice(0, 20).map(({ name, format }) => `${name} (${format})`);
  return {
    description: {
      ...(only && factsOf(only.reading)),
      ...(imports.length > 0 && { imports }),
      ...(calls.length > 0 && { calls }),
      metadata: {
        ...metadata,
        entries: names.slice(0, 20).join(", "),
        ...(models.length > 0 && { models: listed.join(", ") }),
      },
      verdict,
    },
    tensors: only?.reading.tensors ?? [],
    findings,
  };
}
