import { stat } from "node:fs/promises";
import type { Metrics } from "../../core/model/recipe.ts";
import type { Histories } from "../../provenance/values/history-series.ts";

/** Facts by which a history is recognised as that of a version. */
export interface KnownOfVersion {
  readonly metrics: Metrics;
  /** The model file or folder, absolute. */
  readonly model: string | undefined;
}

/** Milliseconds by which a log may be older or newer than the model of its training. */
const maxApart = 24 * 60 * 60 * 1000;

/**
 * Returns why metrics by step that were found near a model are those of another training; undefined if
 * nothing speaks against them. Where names of metrics are shared, one of the version's values must be in
 * the history: at its end, or where it was best. Where none is, the log must be about as old as the model.
 *
 * @param path of the history, absolute
 */
export async function foreignHistory(
  path: string,
  histories: Histories,
  { metrics, model }: KnownOfVersion,
): Promise<string | undefined> {
  const values = new Map(Object.entries(metrics).map(([name, value]) => [comparable(name), value]));
  const shared = [...histories].flatMap(([name, { points }]) => {
    const value = values.get(comparable(name));
    return value === undefined ? [] : [{ name, value, points }];
  });
  if (shared.some(({ value, points }) => points.some(([, each]) => isSame(value, each)))) {
    return undefined;
  }
  const [first] = shared;
  if (first) {
    const last = first.points.at(-1)?.[1];
    return `its ${first.name} is ${String(last)} at the end and never ${first.value}, which the version has`;
  }
  return model === undefined ? undefined : timeApart(path, model);
}

/** `val_loss`, `val.loss` and `val/loss` are one name. */
function comparable(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ".");
}

/** Returns true if a value is the recorded one, which may have been rounded. */
function isSame(recorded: number, value: number): boolean {
  if (Math.abs(recorded - value) <= 1e-9 * Math.abs(recorded)) return true;
  const decimals = /^-?\d+\.(\d+)$/.exec(String(recorded))?.[1]?.length;
  return decimals !== undefined && Number(value.toFixed(decimals)) === recorded;
}

async function timeApart(path: string, model: string): Promise<string | undefined> {
  const [log, made] = await Promise.all(
    [path, model].map((each) => stat(each).catch(() => undefined)),
  );
  // The time of a folder is that of its last new file, whatever was written into the others.
  if (!log?.isFile() || !made?.isFile()) return undefined;
  const apart = Math.abs(log.mtimeMs - made.mtimeMs);
  if (apart <= maxApart) return undefined;
  const days = Math.round(apart / maxApart);
  const side = log.mtimeMs < made.mtimeMs ? "before" : "after";
  return `it has no metric of the version, and was written ${days === 1 ? "a day" : `${days} days`} ${side} the model`;
}
