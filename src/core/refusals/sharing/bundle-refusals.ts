import * as l10n from "@vscode/l10n";
import type { WordTable } from "../word-table.ts";

/** Fault of a bundle: of its form, or of what is in it. */
export type BundleFault =
  | "cut-off"
  | "foreign-member"
  | "incomplete"
  | "no-bundle"
  | "too-large"
  | "twice"
  | "wrong-digest"
  | "wrong-line";

/** Refusals about bundles: registries in one file. */
export interface BundleRefusals {
  readonly "bundle-invalid": {
    readonly code: "file-problem";
    readonly path: string;
    readonly fault: BundleFault;
    /** The member, the writer of a ledger file, or what is wrong with the archive. */
    readonly detail: string;
  };
  readonly "bundle-empty": { readonly code: "invalid-request" };
  readonly "bundle-other-registry": { readonly code: "other-registry"; readonly path: string };
}

export const bundleWords = {
  "bundle-invalid": {
    message: ({ path, fault, detail }) => l10n.t("{0} {1}", path, faultText(fault, detail)),
    remedy: () => l10n.t("Copy or create the bundle again."),
    details: ({ path, fault, detail }) => ({ path, fault, detail }),
  },
  "bundle-empty": {
    message: () => l10n.t("This registry has no history to put into a bundle."),
    remedy: () => l10n.t("Register a version first."),
  },
  "bundle-other-registry": {
    message: ({ path }) =>
      l10n.t("The bundle {0} is of another registry than this folder has.", path),
    remedy: () =>
      l10n.t("Import it into a folder without a registry, or join both registries on purpose."),
    details: ({ path }) => ({ path }),
  },
} satisfies WordTable<BundleRefusals>;

function faultText(fault: BundleFault, detail: string): string {
  const texts: Readonly<Record<BundleFault, string>> = {
    "cut-off": l10n.t("is cut off or no bundle ({0}).", detail),
    "foreign-member": l10n.t("has a member that no bundle has ({0}).", detail),
    incomplete: l10n.t("lacks its member {0}.", detail),
    "no-bundle": l10n.t("is no bundle of this form."),
    "too-large": l10n.t("has a member that is too large ({0}).", detail),
    twice: l10n.t("has the member {0} twice.", detail),
    "wrong-digest": l10n.t("has other bytes than its member {0} says.", detail),
    "wrong-line": l10n.t("has a ledger file with wrong lines ({0}).", detail),
  };
  return texts[fault];
}
