import * as l10n from "@vscode/l10n";
import {
  annotationAdvice,
  annotationProblem,
  type AnnotationFault,
} from "../../model/annotation-fault.ts";
import type { AnnotationField } from "../../model/markings.ts";
import { collectAdvice, collectText, type CollectFault } from "../files/collect-fault.ts";
import type { WordTable } from "../word-table.ts";

/** Refusals to register a version, or to import several. */
export interface RegistrationRefusals {
  readonly "file-not-collected": {
    readonly code: "file-problem";
    /** Path in the version, or as it was given. */
    readonly name: string;
    readonly fault: CollectFault;
  };
  readonly "changed-since-preview": { readonly code: "file-problem"; readonly file: string };
  readonly "annotation-invalid": {
    readonly code: "invalid-request";
    readonly field: AnnotationField;
    /** `fraud 5`; absent while the version is being registered. */
    readonly title?: string;
    readonly fault: AnnotationFault;
  };
  readonly "dataset-differs": {
    readonly code: "file-problem";
    readonly file: string;
    readonly algorithm: string;
    /** Digest of the data. */
    readonly has: string;
    /** Digest that was given. */
    readonly given: string;
  };
  readonly "no-python-environment": { readonly code: "file-problem"; readonly folder: string };
  readonly "file-as-parent": { readonly code: "invalid-request"; readonly path: string };
  readonly "several-families": {
    readonly code: "invalid-request";
    /** Their titles; the empty one is nameless. */
    readonly families: readonly string[];
  };
  readonly "too-many-models": {
    readonly code: "file-problem";
    readonly folder: string;
    readonly found: number;
    readonly most: number;
  };
  readonly "no-order-given": { readonly code: "invalid-request" };
  /** A version of another registry whose files are not beside it. */
  readonly "foreign-files-absent": {
    readonly code: "invalid-request";
    /** Name in the other registry: `fraud/3`. */
    readonly from: string;
    /** Place that it names for them. */
    readonly place?: string;
  };
  /** A version of another registry that would not keep its number. */
  readonly "foreign-number-taken": {
    readonly code: "invalid-request";
    readonly from: string;
    /** The last version here: `fraud@5`. */
    readonly last: string;
  };
  readonly "model-place-invalid": { readonly code: "invalid-request"; readonly uri: string };
}

export const registrationWords = {
  "file-not-collected": {
    message: ({ name, fault }) => collectText(name, fault),
    remedy: ({ fault }) => collectAdvice(fault),
  },
  "changed-since-preview": {
    message: ({ file }) => l10n.t("{0} has changed since it was looked at.", file),
    remedy: () => l10n.t("Look again, and import what is there now."),
  },
  "annotation-invalid": {
    message: ({ field, title, fault }) => annotationProblem(field, title, fault),
    remedy: ({ fault }) => annotationAdvice(fault),
  },
  "dataset-differs": {
    message: ({ file, algorithm, has, given }) =>
      l10n.t(
        "{0} is not the data that was named: its {1} is {2}, not {3}.",
        file,
        algorithm,
        has,
        given,
      ),
    remedy: () => l10n.t("Get the data with that digest, or leave the digest out."),
  },
  "no-python-environment": {
    message: ({ folder }) => l10n.t("{0} is a folder without a Python environment.", folder),
    remedy: () =>
      l10n.t("Name a requirements or lock file, or the folder of a virtual or conda environment."),
  },
  "file-as-parent": {
    message: ({ path }) =>
      l10n.t("Can't take {0} for a parent: it is a file, not a version.", path),
    remedy: () => l10n.t("Register it first, and name its version, such as fraud@4."),
  },
  "several-families": {
    message: ({ families }) => {
      const titles = families.slice(0, 5).map((title) => title || l10n.t("one without a name"));
      const named = families.length > 5 ? [...titles, "…"] : titles;
      return l10n.t(
        "These are versions of {0} models, not of one: {1}.",
        families.length,
        named.join(", "),
      );
    },
    remedy: () => l10n.t("Leave the name out, or name the files one by one, the oldest first."),
  },
  "too-many-models": {
    message: ({ folder, found, most }) =>
      l10n.t(
        "{0} holds {1} model files; at most {2} can be imported at once.",
        folder,
        found,
        most,
      ),
    remedy: () => l10n.t("Choose a folder within it, or some of the files."),
  },
  "no-order-given": {
    message: () => l10n.t("The order of the files can't be taken from a folder."),
    remedy: () => l10n.t("Name the files one by one, the oldest first."),
  },
  "foreign-files-absent": {
    message: ({ from, place }) =>
      place === undefined
        ? l10n.t("{0} can't be imported: nothing says where its files are.", from)
        : l10n.t("{0} can't be imported: its files are not here ({1}).", from, place),
    remedy: () => l10n.t("Put them beside the store, where they were, and import it again."),
  },
  "foreign-number-taken": {
    message: ({ from, last }) =>
      l10n.t(
        "{0} can't be imported: {1} is here, so that it would get another number.",
        from,
        last,
      ),
    remedy: () => l10n.t("Import it as another model, by another name."),
  },
  "model-place-invalid": {
    message: ({ uri }) => l10n.t("“{0}” names no place where a model is kept.", uri),
    remedy: () => l10n.t("Give a URI, such as s3://bucket/model."),
  },
} satisfies WordTable<RegistrationRefusals>;
