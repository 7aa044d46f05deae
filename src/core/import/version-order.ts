import * as l10n from "@vscode/l10n";
import type { StatusWord } from "./name-tokens.ts";
import type { VersionName } from "./version-name.ts";

/** Facts that determine the order of versions that were kept as files. */
export interface Orderable {
  /** Path relative to the folder that was searched, `/` separators; unique. */
  readonly path: string;
  readonly name: VersionName;
  /** Time of the first commit of the file, milliseconds since the epoch. */
  readonly committedAt?: number | undefined;
  /** Time of the last change of the file, milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** A version at its place in the order, and the reason. */
export interface Ordered<T> {
  readonly item: T;
  /** In words: `version 2 in the name`. */
  readonly reason: string;
}

type Criterion = "place" | "numbers" | "date" | "words" | "copy" | "time" | "path";

/**
 * Sorts versions of one model in the order in which they were most likely made: by version numbers
 * and dates in their names, then by words (old < none < new < final < FINAL), then by the time of
 * their first commit or else of their last change. The order is total and does not depend on the
 * order in which they are given.
 */
export function orderVersions<T extends Orderable>(items: readonly T[]): readonly Ordered<T>[] {
  const plainIsNewest = isPlainNewest(items);
  const compare = (a: T, b: T): readonly [Criterion, number] => {
    const order: readonly (readonly [Criterion, number])[] = [
      ["place", placeOf(a, plainIsNewest) - placeOf(b, plainIsNewest)],
      ["numbers", compareLists(a.name.numbers, b.name.numbers, compareDigits, "")],
      ["date", compareTexts(a.name.date ?? "", b.name.date ?? "")],
      ["words", compareLists(a.name.words, b.name.words, compareWords, noWord)],
      ["copy", a.name.copy - b.name.copy],
      ["time", timeOf(a) - timeOf(b)],
    ];
    return order.find(([, sign]) => sign !== 0) ?? ["path", compareTexts(a.path, b.path)];
  };
  const sorted = items.toSorted((a, b) => compare(a, b)[1]);
  return sorted.map((item, index) => {
    const neighbour = sorted[index - 1] ?? sorted[index + 1];
    const reason = neighbour
      ? reasonFor(item, compare(item, neighbour)[0], plainIsNewest)
      : l10n.t("the only one");
    return { item, reason };
  });
}

const places = { old: 0, plainFirst: 1, numbered: 2, plainLast: 3, finished: 4 } as const;

/** Returns the place of a name without a number among the names that have one. */
function placeOf({ name }: Orderable, plainIsNewest: boolean): number {
  if (isNumbered(name)) return places.numbered;
  const [word] = name.words;
  if (!word) return plainIsNewest ? places.plainLast : places.plainFirst;
  return word.rank < 0 ? places.old : places.finished;
}

function isNumbered({ numbers, date }: VersionName): boolean {
  return numbers.length > 0 || date !== undefined;
}

/**
 * Returns whether `model.pkl` beside `model_v1.pkl` is the newest: that is what people mean by it,
 * unless it was made before the others. In a fresh clone and after copying all are of about the same time.
 */
function isPlainNewest(items: readonly Orderable[]): boolean {
  const plain = items.filter(({ name }) => !isNumbered(name) && name.words.length === 0);
  const numbered = items.filter(({ name }) => isNumbered(name));
  const newest = numbered.reduce((latest, item) => Math.max(latest, timeOf(item)), -Infinity);
  return plain.length > 0 && plain.every((item) => timeOf(item) >= newest - copyingMs);
}

/**
 * Time in which files that were copied, unpacked or committed together are written, in any order:
 * what is older by less is not older.
 */
const copyingMs = 60_000;

function timeOf({ committedAt, modifiedAt }: Orderable): number {
  return committedAt ?? modifiedAt;
}

/** Compares lists element by element; a list that has ended continues with `end`. */
function compareLists<E>(
  a: readonly E[],
  b: readonly E[],
  compare: (a: E, b: E) => number,
  end: E,
): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compare(a[index] ?? end, b[index] ?? end);
    if (order !== 0) return order;
  }
  return 0;
}

/**
 * Compares digits by value; they have no leading zeros, so the longer number is the larger one,
 * whatever its length.
 */
function compareDigits(a: string, b: string): number {
  return a.length - b.length || compareTexts(a, b);
}

const noWord: StatusWord = { rank: 0, loud: false, number: 0, text: "" };

function compareWords(a: StatusWord, b: StatusWord): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.loud !== b.loud) return a.loud ? 1 : -1;
  return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function reasonFor(item: Orderable, criterion: Criterion, plainIsNewest: boolean): string {
  const { name } = item;
  switch (criterion) {
    case "place":
      return placeReason(item, plainIsNewest);
    case "numbers":
      return name.numbers.length > 0
        ? l10n.t("version {0} in the name", name.numbers.join("."))
        : placeReason(item, plainIsNewest);
    case "date":
      return name.date === undefined
        ? l10n.t("no date in the name")
        : l10n.t("dated {0} in the name", dayText(name.date));
    case "words":
      return name.words.length > 0
        ? l10n.t("{0} in the name", quoted(name.words))
        : l10n.t("no word such as “final” or “rc” in the name");
    case "copy":
      return name.copy > 0
        ? l10n.t("copy {0} by its name", name.copy)
        : l10n.t("not a copy by its name");
    case "time":
      return timeReason(item);
    case "path":
      return l10n.t("by name, since nothing else tells them apart");
  }
}

function placeReason(item: Orderable, plainIsNewest: boolean): string {
  const { numbers, date, words } = item.name;
  if (numbers.length > 0) return l10n.t("version {0} in the name", numbers.join("."));
  if (date !== undefined) return l10n.t("dated {0} in the name", dayText(date));
  if (words.length > 0) return l10n.t("{0} in the name", quoted(words));
  return plainIsNewest
    ? l10n.t("no version in the name, and not older than those with one ({0})", timeReason(item))
    : l10n.t("no version in the name: before those with one");
}

function quoted(words: readonly StatusWord[]): string {
  return words.map(({ text }) => `“${text}”`).join(" ");
}

function timeReason({ committedAt, modifiedAt }: Orderable): string {
  return committedAt === undefined
    ? l10n.t("last written {0}", minuteText(modifiedAt))
    : l10n.t("first committed {0}", minuteText(committedAt));
}

/** `2024-05-01` */
function dayText(digits: string): string {
  return digits.replace(/^(....)(..)(..).*/, "$1-$2-$3");
}

/** `2024-05-01 09:30 UTC`; the time may be any number that a file system keeps. */
function minuteText(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return l10n.t("at an unknown time");
  return `${date.toISOString().replace("T", " ").slice(0, 16)} UTC`;
}
