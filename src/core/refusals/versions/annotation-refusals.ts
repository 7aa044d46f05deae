import * as l10n from "@vscode/l10n";
import { aliasRule } from "../../model/markings.ts";
import type { WordTable } from "../word-table.ts";

/** An alias that a version can't have. */
interface RefusedAlias {
  readonly code: "invalid-request";
  readonly alias: string;
  /** `fraud 5` */
  readonly title: string;
}

/** A tag that a model or version can't have. */
interface RefusedTag {
  readonly code: "invalid-request";
  readonly key: string;
  /** `fraud`, `fraud 5` */
  readonly title: string;
}

/** Refusals about aliases, tags and annotations. */
export interface AnnotationRefusals {
  readonly "alias-invalid": RefusedAlias;
  /** `character`: its name. */
  readonly "alias-invisible": RefusedAlias & { readonly character: string };
  readonly "alias-is-stage": RefusedAlias & { readonly stage: string };
  /** `holder`: a version in a stage that the policy no longer has. */
  readonly "alias-is-former-stage": RefusedAlias & { readonly holder: string };
  readonly "alias-is-label": RefusedAlias & { readonly labelled: string };
  readonly "alias-unknown": {
    readonly code: "unknown-alias";
    readonly model: string;
    readonly alias: string;
  };
  readonly "tag-invalid": RefusedTag;
  readonly "tag-invisible": RefusedTag & { readonly character: string };
  readonly "tag-too-long": RefusedTag;
  readonly "tag-unknown": Omit<RefusedTag, "code"> & {
    readonly code: "unknown-tag";
    /** Keys of the tags that there are, where one was asked for. */
    readonly tags?: readonly string[];
  };
  readonly "annotations-unchanged": { readonly code: "invalid-request"; readonly title: string };
}

export const annotationWords = {
  "alias-invalid": {
    message: ({ alias, title }) => l10n.t("“{0}” can't be an alias of {1}.", alias, title),
    remedy: () => l10n.t("Use {0}.", aliasRule),
  },
  "alias-invisible": {
    message: ({ alias, title, character }) =>
      l10n.t(
        "“{0}” can't be an alias of {1}: it has an invisible character ({2}).",
        alias,
        title,
        character,
      ),
    remedy: () => l10n.t("Type the name again."),
  },
  "alias-is-stage": {
    message: ({ alias, title, stage }) =>
      l10n.t("“{0}” can't be an alias of {1}: {2} is a stage.", alias, title, stage),
    remedy: () => l10n.t("Choose another name."),
  },
  "alias-is-former-stage": {
    message: ({ alias, title, holder }) =>
      l10n.t(
        "“{0}” can't be an alias of {1}: {2} is in a stage of that name.",
        alias,
        title,
        holder,
      ),
    remedy: () => l10n.t("Choose another name, or move it on first."),
  },
  "alias-is-label": {
    message: ({ alias, title, labelled }) =>
      l10n.t("“{0}” can't be an alias of {1}: it is the label of {2}.", alias, title, labelled),
    remedy: () => l10n.t("Choose another name."),
  },
  "alias-unknown": {
    message: ({ model, alias }) => l10n.t("{0} has no alias “{1}”.", model, alias),
    remedy: () => l10n.t("Show its versions to see their aliases."),
  },
  "tag-invalid": {
    message: ({ key, title }) => l10n.t("“{0}” can't be a tag of {1}.", key, title),
    remedy: () => l10n.t("Use 1 to 250 characters without control characters."),
  },
  "tag-invisible": {
    message: ({ key, title, character }) =>
      l10n.t(
        "“{0}” can't be a tag of {1}: it has an invisible character ({2}).",
        key,
        title,
        character,
      ),
    remedy: () => l10n.t("Type it again."),
  },
  "tag-too-long": {
    message: ({ key, title }) => l10n.t("The tag {0} of {1} is too long.", key, title),
    remedy: () => l10n.t("Use at most 5,000 characters."),
  },
  "tag-unknown": {
    message: ({ key, title }) => l10n.t("{0} has no tag “{1}”.", title, key),
    remedy: () => l10n.t("Show it to see its tags."),
  },
  "annotations-unchanged": {
    message: ({ title }) => l10n.t("Nothing about {0} would change.", title),
    remedy: () => l10n.t("Give another text."),
  },
} satisfies WordTable<AnnotationRefusals>;
