import { csvLine } from "../text/csv.ts";
import type { LogEntry } from "./log-entry.ts";

export const logFormats = ["json", "csv"] as const;
export type LogFormat = (typeof logFormats)[number];

/**
 * Format of a file of log entries, written piece by piece because the log may not fit in memory.
 */
export interface LogWriting {
  readonly head: string;
  readonly entry: (entry: LogEntry, index: number) => string;
  readonly foot: string;
}

const columns = [
  "id",
  "at",
  "actor",
  "email",
  "type",
  "model",
  "version",
  "subject",
  "title",
  "reason",
  "source",
  "data",
];

/**
 * JSON: an array with an object a line, each with the fields of a log entry. CSV: RFC 4180 with a
 * header line; all that was recorded is the last column, as JSON.
 */
export const logWriting: Readonly<Record<LogFormat, LogWriting>> = {
  json: {
    head: "[",
    entry: (entry, index) => `${index === 0 ? "\n" : ",\n"}${JSON.stringify(fields(entry))}`,
    foot: "\n]\n",
  },
  csv: {
    head: `${csvLine(columns)}\r\n`,
    entry: (entry) => {
      const { id, at, actor, type, model, version, subject, title, reason, data } = entry;
      const who = [actor.name, actor.email];
      const cells = [id, at, ...who, type, model, version, subject, title, reason, actor.source];
      return `${csvLine([...cells.map((cell) => cell ?? ""), JSON.stringify(data)])}\r\n`;
    },
    foot: "",
  },
};

/**
 * Returns the fields in the order in which they are read, whatever order they have in the entry.
 */
function fields(entry: LogEntry): unknown {
  const { id, at, actor, type, model, version, subject, title, reason, data } = entry;
  return { id, at, actor, type, model, version, subject, title, reason, data };
}
