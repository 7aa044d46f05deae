import type { Progress } from "../registry/task.ts";
import type { ReportedError } from "./failure.ts";
import { plain, plainJson } from "./plain.ts";
import { progressLine } from "./progress-line.ts";

export interface OutputOptions {
  /** One JSON document on stdout instead of text. */
  readonly json: boolean;
  /** Say nothing about what went well. */
  readonly quiet: boolean;
}

/** Milliseconds between two redrawings of the progress line. */
const redrawAfter = 100;
const clearLine = "\r\u001b[K";

/**
 * What a command says: answers on stdout, everything about them on stderr. It is the only door to
 * the terminal, so nothing gets there that has not been made plain.
 */
export class Output {
  readonly #options: OutputOptions;
  readonly #showsProgress: boolean;
  #drawnAt = -Infinity;
  #isDrawn = false;

  constructor(options: OutputOptions) {
    this.#options = options;
    this.#showsProgress =
      process.stderr.isTTY && !options.quiet && !options.json && process.env["TERM"] !== "dumb";
  }

  /** What was asked for: the document for machines, the lines for people. */
  answer(document: unknown, lines: readonly string[]): void {
    this.#clearProgress();
    const text = this.#options.json
      ? `${plainJson(document)}\n`
      : lines.map((line) => `${plain(line)}\n`).join("");
    process.stdout.write(text);
  }

  /** What was done; people who want quiet are not told. */
  done(document: unknown, lines: readonly string[]): void {
    this.answer(document, this.#options.quiet ? [] : lines);
  }

  /** Something beside the answer that a person should know. */
  note(text: string): void {
    if (this.#options.quiet || this.#options.json) return;
    this.#clearProgress();
    process.stderr.write(`${plain(text)}\n`);
  }

  /** Something that is wrong although the command goes on. */
  warning(problem: ReportedError): void {
    this.#problem("warning", problem);
  }

  error(problem: ReportedError): void {
    this.#problem("error", problem);
  }

  /** Shows how far a long work is, on one line that is written over. */
  readonly report = (progress: Progress): void => {
    const now = performance.now();
    if (!this.#showsProgress || now - this.#drawnAt < redrawAfter) return;
    this.#drawnAt = now;
    this.#isDrawn = true;
    const line = plain(progressLine(progress)).slice(0, process.stderr.columns - 1);
    process.stderr.write(`${clearLine}${line}`);
  };

  #problem(kind: "error" | "warning", problem: ReportedError): void {
    this.#clearProgress();
    const text = this.#options.json
      ? plainJson({ [kind]: problem })
      : `${kind}: ${plain(problem.message)}\n${plain(problem.wayOut)}`;
    process.stderr.write(`${text}\n`);
  }

  #clearProgress(): void {
    if (this.#isDrawn) process.stderr.write(clearLine);
    this.#isDrawn = false;
  }
}
