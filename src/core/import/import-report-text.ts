import { count } from "../text/format.ts";

/** Outcomes of the versions of an import. */
export interface ImportOutcomes {
  readonly results: readonly { readonly kind: "registered" | "restored" | "skipped" | "failed" }[];
  /** Versions that were not chosen for the import. */
  readonly leftOut: readonly unknown[];
  readonly stopped?: { readonly message: string; readonly wayOut: string } | undefined;
}

/**
 * Describes the outcomes: `3 versions registered · 1 was there already · 1 failed · 2 left out`.
 * The reason why the import stopped comes first.
 */
export function importReportText({ results, leftOut, stopped }: ImportOutcomes): string {
  const number = (kind: string): number => results.filter((each) => each.kind === kind).length;
  const [restored, skipped, failed] = [number("restored"), number("skipped"), number("failed")];
  const facts = [
    `${count(number("registered"), "version")} registered`,
    restored > 0 && `bytes of ${count(restored, "version")} restored`,
    skipped > 0 && `${skipped} ${skipped === 1 ? "was" : "were"} there already`,
    failed > 0 && `${failed} failed`,
    leftOut.length > 0 && `${leftOut.length} left out`,
  ].filter((fact) => fact !== false);
  return stopped ? `${stopped.message} ${stopped.wayOut}` : facts.join(" · ");
}
