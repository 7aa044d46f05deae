import * as l10n from "@vscode/l10n";
import type { LinkFault } from "./file-fault.ts";

/** Reason why a file can't become an artifact. */
export type CollectFault =
  | {
      readonly kind:
        | LinkFault
        | "no-files"
        | "missing"
        | "unreadable"
        | "not-regular"
        | "part-outside"
        | "name-not-portable"
        | "in-registry"
        | "around-registry"
        | "twice";
    }
  | { readonly kind: "too-many"; readonly most: number }
  /** `other`: path that is the same on some platforms. */
  | { readonly kind: "same-name"; readonly other: string };

type Kind = CollectFault["kind"];
type Of<K extends Kind> = Extract<CollectFault, { readonly kind: K }>;

/** Returns the reason in a sentence: `Can't register a.bin: it holds no files.` */
export function collectText(name: string, fault: CollectFault): string {
  return textOf(name, fault);
}

function textOf<K extends Kind>(name: string, fault: Of<K> & { readonly kind: K }): string {
  return texts[fault.kind](name, fault);
}

const texts: { readonly [K in Kind]: (name: string, fault: Of<K>) => string } = {
  "no-files": (name) => l10n.t("Can't register {0}: it holds no files.", name),
  missing: (name) => l10n.t("Can't register {0}: it does not exist.", name),
  unreadable: (name) => l10n.t("Can't register {0}: it can't be read.", name),
  "not-regular": (name) => l10n.t("Can't register {0}: it is not a regular file.", name),
  "part-outside": (name) => l10n.t("Can't register {0}: it is not in the model's folder.", name),
  "name-not-portable": (name) =>
    l10n.t("Can't register {0}: it has a name that not every platform allows.", name),
  "in-registry": (name) => l10n.t("Can't register {0}: it belongs to the registry itself.", name),
  "around-registry": (name) => l10n.t("Can't register {0}: it contains the registry.", name),
  twice: (name) => l10n.t("Can't register {0}: it is there twice.", name),
  "too-many": (name, { most }) =>
    l10n.t("Can't register {0}: it is one file too many ({1} at most).", name, most),
  "same-name": (name, { other }) =>
    l10n.t("Can't register {0}: it and {1} are the same name on some platforms.", name, other),
  "dangling-link": (name) => l10n.t("Can't register {0}: it is a link that leads nowhere.", name),
  "circular-link": (name) => l10n.t("Can't register {0}: it is a link that leads to itself.", name),
  "link-to-folder": (name) => l10n.t("Can't register {0}: it is a link to a folder.", name),
  "link-to-special-file": (name) =>
    l10n.t("Can't register {0}: it is a link to something that is no regular file.", name),
  "link-out-of-folder": (name) =>
    l10n.t("Can't register {0}: it is a link that leads out of its folder.", name),
};

/** Returns the remedy in whole sentences. */
export function collectAdvice({ kind }: CollectFault): string {
  switch (kind) {
    case "no-files":
      return l10n.t("Choose a model file.");
    case "missing":
      return l10n.t("Check the path.");
    case "unreadable":
      return l10n.t("Check that it may be read.");
    case "not-regular":
    case "part-outside":
      return l10n.t("Leave it out.");
    case "name-not-portable":
      return l10n.t("Rename it and try again.");
    case "in-registry":
      return l10n.t("Choose a file outside of .model-registry.");
    case "around-registry":
      return l10n.t("Choose the model's own folder.");
    case "twice":
    case "same-name":
      return l10n.t("Rename one of them or register them one by one.");
    case "too-many":
      return l10n.t("Pack the folder first.");
    default:
      return l10n.t("Put the file that it stands for in its place, or remove it.");
  }
}
