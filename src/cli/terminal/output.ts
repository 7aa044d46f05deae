import type { Progress } from "../../registry/task.ts";
import type { ReportedError } from "../failure.ts";
import { plain, plainJson } from "./plain.ts";
import { progressLine } from "./progress-line.ts";

export interface OutputOptions {
  /** True for one JSON document on stdout instead of text. */
  readonly json: boolean;
  /** True to print nothing about success. */
  readonly quiet: boolean;
}

/** Milliseconds between two redrawings of the progress line. */
const redrawAfter = 100;
/** Warnings of this command, for the one document that programs get on stderr. */
const warnings: ReportedError[] = [];
const clearLine = "\r\u001b[K";

/**
 * Output of a command: answers on stdout, everything else on stderr. Only this class writes to the
 * terminal, and it makes unsafe characters harmless.
 */
export class Output {
  readonly #options: OutputOptions;
  readonly #showsProgress: boolean;
  /** True if something was printed on stdout. */
  hasAnswered = false;
  #drawnAt = -Infinity;
  #isDrawn = false;

  constructor(options: OutputOptions) {
    this.#options = options;
    this.#showsProgress =
      process.stderr.isTTY && !options.quiet && !options.json && process.env["TERM"] !== "dumb";
  }

  /** Prints the answer: the document for programs, the lines for people. */
  answer(document: unknown, lines: readonly string[]): void {
    this.clearProgress();
    this.hasAnswered = true;
    const text = this.#options.json
      ? `${plainJson(document)}\n`
      : lines.map((line) => `${plain(line)}\n`).join("");
    process.stdout.write(text);
  }

  /** Prints one of several answers: a document on one line for programs, a line for people. */
  event(document: unknown, line: string): void {
    this.clearProgress();
    this.hasAnswered = true;
    const text = this.#options.json ? plainJson(document, 0) : plain(line);
    process.stdout.write(`${text}\n`);
  }

  /** True if the answer is one JSON document. */
  get isJson(): boolean {
    return this.#options.json;
  }

  /** Prints a whole file as the answer: unchanged for a pipe, made harmless on a terminal. */
  text(text: string): void {
    if (process.stdout.isTTY && !this.#options.json) {
      this.answer(undefined, text.trimEnd().split(/\r?\n/));
      return;
    }
    this.clearProgress();
    this.hasAnswered = true;
    process.stdout.write(text);
  }

  /** Prints a path: unchanged for scripts, made harmless on a terminal. */
  path(document: unknown, path: string): void {
    if (this.#options.json || process.stdout.isTTY) this.answer(document, [path]);
    else process.stdout.write(`${path}\n`);
  }

  /** Prints a text file: byte by byte for programs, made harmless on a terminal. */
  file(document: unknown, content: Uint8Array): void {
    const text = Buffer.from(content).toString("utf8").replace(/\n$/, "");
    if (this.#options.json || process.stdout.isTTY) this.answer(document, text.split("\n"));
    else process.stdout.write(content);
  }

  /**
   * Prints the outcome of a change: the document for programs, the lines for people unless they
   * want it quiet.
   */
  done(document: unknown, lines: readonly string[]): void {
    this.answer(document, this.#options.quiet ? [] : lines);
  }

  /** Prints a note for people beside the answer. */
  note(text: string): void {
    if (this.#options.quiet || this.#options.json) return;
    this.clearProgress();
    process.stderr.write(`${plain(text)}\n`);
  }

  /** Reports a problem with which the command continues. */
  warning(problem: ReportedError): void {
    if (this.#options.json) warnings.push(problem);
    else this.#lines("warning", problem);
  }

  /** Prints the error that ends the command; as JSON, together with the warnings so far. */
  error(problem: ReportedError): void {
    if (!this.#options.json) {
      this.#lines("error", problem);
      return;
    }
    this.#document({ error: problem, ...(warnings.length > 0 && { warnings: [...warnings] }) });
    warnings.length = 0;
  }

  /** Ends a command that did not fail: prints one document with all warnings, if there are any. */
  end(): void {
    const [warning, ...others] = warnings.splice(0);
    if (warning) {
      this.#document({ warning, ...(others.length > 0 && { warnings: [warning, ...others] }) });
    }
  }

  /** Shows the progress of long work on one line that is overwritten. */
  readonly report = (progress: Progress): void => {
    const now = performance.now();
    if (!this.#showsProgress || now - this.#drawnAt < redrawAfter) return;
    this.#drawnAt = now;
    this.#isDrawn = true;
    // A terminal that does not know its width says 0.
    const line = plain(progressLine(progress)).slice(0, (process.stderr.columns || 80) - 1);
    process.stderr.write(`${clearLine}${line}`);
  };

  /** Clears the progress line. */
  clearProgress(): void {
    if (this.#isDrawn) process.stderr.write(clearLine);
    this.#isDrawn = false;
  }

  #lines(kind: "error" | "warning", problem: ReportedError): void {
    this.clearProgress();
    const between = problem.code === "answer-lost" ? " " : "\n";
    process.stderr.write(`${kind}: ${plain(problem.message)}${between}${plain(problem.wayOut)}\n`);
  }

  #document(document: unknown): void {
    this.clearProgress();
    process.stderr.write(`${plainJson(document)}\n`);
  }
}
