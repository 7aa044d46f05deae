import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { promisify } from "node:util";
import type { IsData } from "./untranslated.ts";

const run = promisify(execFile);

/** Numbers, with units and as versions; hashes; parts of dates and times; names of formats. */
const patterns = [
  /^[-+±~×≈]?[\d.,:/%-]+(e[-+]?\d+)?%?(B|[kKMGT]i?B|ms|s|min|h|d|px)?$/,
  /^v?\d+(\.\d+)*[\w.-]*$/,
  /^[0-9a-f]{6,}…?$/,
  /^\w+(\.\w+)+$/,
  /^SHA-\d+$/,
  /^(sha256:)?[0-9a-f]{7,64}…?$/,
  /^(B|kB|KB|MB|GB|ms|s|min|h|d|AM|PM|UTC|GMT([+-]\d+)?|CES?T)$/,
  /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*$/,
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*$/,
  /^(pickle protocol|ONNX IR version|Python) \d+(\.\d+)*$/,
  /^(float|int|uint|bool)\d*$/,
  /^(CSV|JSON|PNG|SVG|HTML|Markdown|Mermaid|YAML|ONNX|NumPy|Python|git|scikit-learn|pickle)$/i,
];

/** Matches dates and times as `Intl` writes them, in the language of the browser. */
const date =
  /^([A-Z][a-z]+day, )?[A-Z][a-z]{2,8} \d{1,2}, \d{4}(,| at)?( \d{1,2}:\d{2}(:\d{2})?.(AM|PM)( [A-Z]{3,4}([+-]\d+)?)?)?$/;

/** Matches spans of time as `Intl` writes them. */
const span =
  /^(in )?(\d+|a|an|last|next|yesterday|today|tomorrow|now)( (second|minute|hour|day|week|month|quarter|year)s?)?( ago)?$|^(\d+ (hr|min|sec|wk|mo|yr)\.? ago)$/;

/**
 * Reads what is data in a workspace: names of files, people, models, metrics, and all that its ledger
 * and its history hold; with `more` of the test itself.
 */
export async function knownData(folder: string, more: readonly string[] = []): Promise<IsData> {
  const texts = new Set<string>(more);
  for (const path of await readdir(folder, { recursive: true })) {
    if (path.includes(`.git${sep}`)) continue;
    texts.add(path.replaceAll("\\", "/"));
    for (const part of path.split(sep)) texts.add(part);
  }
  const ledger = join(folder, ".model-registry", "ledger");
  for (const file of await readdir(ledger).catch(() => [])) {
    for (const line of (await readFile(join(ledger, file), "utf8")).split("\n")) {
      if (line !== "") collect(JSON.parse(line), texts, false);
    }
  }
  const log = await run("git", ["-C", folder, "log", "--all", "--format=%an%n%ae%n%s%n%D"]);
  for (const line of log.stdout.split("\n")) texts.add(line);
  // Of what has no spaces, each word is a name; what people wrote is known as a whole.
  const words = new Set([...texts].filter((text) => !text.includes(" ")));
  // Metrics are shown in groups.
  for (const word of [...words]) if (/^[\w]+(\.[\w]+)+$/.test(word)) add(words, word.split("."));
  for (const text of texts)
    if (/^\p{Lu}\p{L}+ \p{Lu}\p{L}+$/u.test(text)) add(words, text.split(" "));
  const isWord = (word: string): boolean =>
    !/\p{L}/u.test(word) ||
    words.has(word) ||
    texts.has(word) ||
    words.has(word.replace(/[.:]$/, "")) ||
    patterns.some((pattern) => pattern.test(word));
  return (text) => {
    const bare = text.replace(/^[\s,;:·-]+|[\s,;:·-]+$/g, "").replace(/^[0-9a-f]{6,} /, "");
    if (bare === "" || [span, date, ...patterns].some((each) => each.test(bare))) return true;
    if (texts.has(bare)) return true;
    return bare
      .split(/[\s,;·•→←↑↓()[\]“”"'|–—−<>≤≥…#*▲▼+×]+|: /)
      .every((word) => isWord(word) || word.split(/[/@=]/).every(isWord));
  };
}

/** Adds all texts in a value, and the names that people gave to metrics and the like. */
function collect(value: unknown, into: Set<string>, named: boolean): void {
  if (typeof value === "string") into.add(value);
  else if (Array.isArray(value)) for (const each of value) collect(each, into, false);
  else if (typeof value === "object" && value !== null) {
    // What a registration noted of a fact is recorded in English, and shown with what it is about.
    if ("about" in value && "reason" in value) {
      into.add(`${String(value.about)}: ${String(value.reason)}`);
    }
    for (const [key, each] of Object.entries(value)) {
      if (named) into.add(key);
      collect(each, into, /^(metrics|parameters|tags|packages|installed|metadata)$/.test(key));
      // Of a system and an interpreter, parts are shown.
      if (typeof each === "string" && /^(kind|os|kernel)$/.test(key)) {
        add(into, each.split(/[\s,()]+/));
      }
    }
  }
}

function add(set: Set<string>, values: readonly string[]): void {
  for (const value of values) set.add(value);
}
