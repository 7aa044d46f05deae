import type { VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { count } from "../../core/text/format.ts";
import { requireGiven } from "../../registry/observations/given-observation.ts";
import { observe } from "../../registry/observations/observe.ts";
import { CliError } from "../failure.ts";
import { reportedRefusal } from "../refusals/reported-refusal.ts";
import type { Session } from "../run.ts";
import { arrivingLines } from "./arriving-lines.ts";

/** Observations that were recorded, by version, and lines that were passed over. */
export interface Recorded {
  readonly counts: ReadonlyMap<VersionId, number>;
  readonly skipped: number;
}

interface InputOptions {
  readonly skipInvalid: boolean;
  readonly attach: boolean;
}

/** Lines that are recorded at once. */
const maxBatch = 20_000;

/** A line that was read, and its number, from 1 on. */
interface Line {
  readonly position: number;
  /** The number by which it is answered. */
  readonly id: number | undefined;
  /** JSON of the line; a text if it is none. */
  readonly value: unknown;
  /** True if it only asks for an answer. */
  readonly isQuestion: boolean;
}

/**
 * Records the observations on standard input until it ends. What was recorded before a line that is
 * refused stays.
 *
 * @param version reference for lines that name none
 * @throws CliError `usage` if nothing is piped; RegistryError the refusal of a line
 */
export async function observeInput(
  session: Session,
  version: string | undefined,
  options: InputOptions,
): Promise<Recorded> {
  if (process.stdin.isTTY) throw new CliError({ reason: "nothing-observed" });
  const counts = new Map<VersionId, number>();
  let [read, skipped] = [0, 0];
  const refused = (line: Line, error: RegistryError): void => {
    if (options.attach) answerError(line, error);
    else if (!options.skipInvalid || error.refusal.code === "busy") throw error;
    else skipped += 1;
  };
  try {
    for await (const texts of arrivingLines(maxBatch)) {
      const lines = texts.flatMap((text, index) =>
        text.trim() === "" ? [] : [parseLine(text, read + index + 1, options.attach)],
      );
      read += texts.length;
      const observed = lines.filter(({ isQuestion }) => !isQuestion);
      await recordLines(session, version, observed, counts, refused);
      if (options.attach) answerLines(lines);
    }
  } catch (error) {
    const recorded = [...counts.values()].reduce((sum, each) => sum + each, 0);
    session.output.note(`${count(recorded, "observation")} recorded before that.`);
    throw error;
  }
  return { counts, skipped };
}

/** Records lines in one append; if that is refused in halves, so that what precedes it is recorded. */
async function recordLines(
  session: Session,
  version: string | undefined,
  lines: readonly Line[],
  counts: Map<VersionId, number>,
  refused: (line: Line, error: RegistryError) => void,
): Promise<void> {
  const [first] = lines;
  if (!first) return;
  try {
    const observations = lines.map(({ value, position }) => requireGiven(value, position));
    const before = first.position - 1;
    for (const [id, n] of await observe(session.registry, { observations, version, before })) {
      counts.set(id, (counts.get(id) ?? 0) + n);
    }
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    if (lines.length === 1) {
      refused(first, error);
      return;
    }
    const middle = Math.ceil(lines.length / 2);
    await recordLines(session, version, lines.slice(0, middle), counts, refused);
    await recordLines(session, version, lines.slice(middle), counts, refused);
  }
}

function parseLine(text: string, position: number, hasIds: boolean): Line {
  const value = parseJson(text);
  const plain = { position, id: undefined, value, isQuestion: false };
  if (!hasIds || typeof value !== "object" || value === null || !("id" in value)) return plain;
  const { id, ...rest } = value;
  if (typeof id !== "number") return plain;
  return { position, id, value: rest, isQuestion: "flush" in rest };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const answered = new WeakSet<Line>();

function answerError(line: Line, { refusal }: RegistryError): void {
  answered.add(line);
  const { code, message, wayOut, details } = reportedRefusal(refusal);
  const { id } = line;
  answer({ ...(id !== undefined && { id }), error: { code, message, wayOut, details } });
}

function answerLines(lines: readonly Line[]): void {
  for (const line of lines) {
    if (line.id !== undefined && !answered.has(line)) answer({ id: line.id });
  }
}

function answer(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
