import * as z from "zod";
import { Timestamp } from "../../core/model/ids.ts";

/**
 * A bundle is a tar archive (pax) of these members, in this order:
 *
 * - `bundle.json`: a `BundleManifest`
 * - `head.json`: a `RemoteHead`, as a remote has it
 * - `policy.yaml`, if there is one
 * - `segments/<sha256>`: the ledger files in pieces, which the head puts in order
 * - `objects/<sha256>`: stored files by their digest
 */
export const bundleMembers = {
  manifest: "bundle.json",
  head: "head.json",
  policy: "policy.yaml",
  segment: (sha256: string): string => `segments/${sha256}`,
  object: (sha256: string): string => `objects/${sha256}`,
};

/** Names that a member may have; nothing is ever written to a path that a bundle names. */
export const bundleMember =
  /^(?:bundle\.json|head\.json|policy\.yaml|(?:segments|objects)\/[0-9a-f]{64})$/;

/** First member of a bundle. */
export const BundleManifest = z
  .object({
    form: z.literal(1),
    createdAt: Timestamp,
    /** Files that the ledger refers to and that were left out or not here. */
    leftOut: z.int().min(0),
  })
  .readonly();
export type BundleManifest = z.infer<typeof BundleManifest>;
