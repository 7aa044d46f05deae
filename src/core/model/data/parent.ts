import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { VersionId } from "../ids.ts";
import { withoutCredentials } from "./uri-credentials.ts";
import { Uri } from "./uri.ts";

/**
 * Relation of a version to what it was made from; `derived-from` where no more is known. Others are
 * possible and are shown as they are written.
 */
export const parentRelations = [
  "derived-from",
  "finetuned-from",
  "distilled-from",
  "quantized-from",
  "merged-from",
  "ensemble-of",
] as const;

export const ParentRelation = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
export type ParentRelation = z.infer<typeof ParentRelation>;

/** A model that a version was made from: a version of this registry, or one that is elsewhere. */
export const Parent = z.lazy(() =>
  z.union([
    z.object({ relation: ParentRelation, version: VersionId }).readonly(),
    z.object({ relation: ParentRelation, uri: Uri }).readonly(),
  ]),
);
export type Parent = z.infer<typeof Parent>;

/** A parent as people call it: `fraud 4`, or its URI. */
export const NamedParent = z.lazy(() =>
  z.object({
    title: z.string(),
    relation: ParentRelation,
    /** Absent of a model that is elsewhere, or not known here. */
    version: VersionId.optional(),
  }),
);
export type NamedParent = Readonly<z.infer<typeof NamedParent>>;

/** Returns the parents that are versions of this registry. */
export function parentVersions(parents: readonly Parent[]): readonly VersionId[] {
  return parents.flatMap((parent) => ("version" in parent ? [parent.version] : []));
}

/** Returns a relation as text: `finetuned-from` becomes `fine-tuned from`. */
export function relationText(relation: ParentRelation): string {
  const texts: Readonly<Record<string, string>> = {
    "derived-from": l10n.t("derived from"),
    "finetuned-from": l10n.t("fine-tuned from"),
    "distilled-from": l10n.t("distilled from"),
    "quantized-from": l10n.t("quantized from"),
    "merged-from": l10n.t("merged from"),
    "ensemble-of": l10n.t("ensemble of"),
  };
  if (Object.hasOwn(texts, relation)) return texts[relation] ?? relation;
  return relation.replaceAll("-", " ").replace(/^finetuned\b/, "fine-tuned");
}

/**
 * Returns the URI of a model that is elsewhere: a URI without credentials, or that of a model of the
 * Hugging Face Hub by its id (`org/name`). `hf://org/name` is the same model as its page, so that it
 * has one URI. Undefined for any other text.
 */
export function outsideModel(text: string): Uri | undefined {
  const hub =
    /^hf:\/\/(?:models\/)?([\w.-]+(?:\/[\w.-]+)?)(?:@([\w./-]+))?\/?$/i.exec(text) ??
    /^([\w-][\w.-]*\/[\w-][\w.-]*)$/.exec(text);
  if (hub) {
    const [, id = "", revision] = hub;
    return `https://huggingface.co/${id}${revision === undefined ? "" : `/tree/${revision}`}`;
  }
  if (!text.includes("://")) return undefined;
  const parsed = Uri.safeParse(withoutCredentials(text).uri);
  return parsed.success ? parsed.data : undefined;
}
