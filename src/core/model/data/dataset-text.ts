import { FeatureSet } from "./dataset.ts";
import { parseDigest, type Digests } from "./digests.ts";

/** Data as a person names it: `labels@7=s3://bucket/labels.csv#sha256:…`. */
export interface NamedData {
  readonly name?: string;
  readonly version?: string;
  /** Path or URI, without the digest. */
  readonly place: string;
  readonly digests?: Digests;
}

/**
 * Parses `[NAME[@VERSION]=]PLACE[#ALGORITHM:DIGEST]`, the place being a path or a URI. A name has no
 * `/`, `\`, `:` or `=`, so that `data/year=2024/x.csv` and `s3://b/a=b` are places.
 *
 * @returns undefined if nothing stands behind `=`
 */
export function parseNamedData(text: string): NamedData | undefined {
  const [, name, version, named] =
    /^([^=@/\\:#]{1,256})(?:@([^=/\\:#]{1,256}))?=(.*)$/s.exec(text.trim()) ?? [];
  const whole = (named ?? text).trim();
  const [, place = whole, fragment] = /^(.*)#([a-z0-9-]+:[0-9a-f]+)$/is.exec(whole) ?? [];
  const digests = fragment === undefined ? undefined : parseDigest(fragment);
  const kept = digests ? place : whole;
  if (kept === "") return undefined;
  return {
    ...(name !== undefined && { name: name.trim() }),
    ...(version !== undefined && { version: version.trim() }),
    place: kept,
    ...(digests && { digests }),
  };
}

/** Parses a feature set: `customer-features@3=age,income`, version and columns being optional. */
export function parseFeatureSet(text: string): FeatureSet | undefined {
  const [, name = "", version, columns] =
    /^([^@=]+)(?:@([^=]+))?(?:=(.*))?$/s.exec(text.trim()) ?? [];
  const listed = columns
    ?.split(",")
    .map((column) => column.trim())
    .filter(Boolean);
  const { success, data } = FeatureSet.safeParse({
    name: name.trim(),
    ...(version !== undefined && { version: version.trim() }),
    ...(listed && { columns: listed }),
  });
  return success ? data : undefined;
}
