import * as l10n from "@vscode/l10n";
import { modelNameRule } from "../../model/model-name-rule.ts";
import { actionText, type RefusedAction } from "../refused-action.ts";
import type { WordTable } from "../word-table.ts";

/** Refusals about models, their names, and labels of versions. */
export interface ModelRefusals {
  readonly "model-name-invisible": {
    readonly code: "invalid-request";
    readonly name: string;
    /** Name of the character. */
    readonly character: string;
  };
  readonly "model-name-invalid": { readonly code: "invalid-request"; readonly name: string };
  readonly "model-name-in-use": {
    readonly code: "model-exists";
    readonly action: RefusedAction;
    readonly model: string;
    /** A name that no model has. */
    readonly free: string;
  };
  readonly "model-name-same": {
    readonly code: "invalid-request";
    readonly model: string;
    readonly free: string;
  };
  readonly "model-created-meanwhile": {
    readonly code: "model-exists";
    readonly name: string;
    /** Present name. */
    readonly model: string;
    readonly free: string;
  };
  readonly "model-not-empty": {
    readonly code: "model-not-empty";
    readonly model: string;
    readonly versionCount: number;
  };
  readonly "model-description-too-long": {
    readonly code: "invalid-request";
    readonly action: RefusedAction;
  };
  readonly "model-tag-invalid": {
    readonly code: "invalid-request";
    readonly action: RefusedAction;
    readonly key: string;
  };
  readonly "bump-without-semver": {
    readonly code: "invalid-request";
    readonly versioning: string;
  };
  readonly "label-suggested-without-semver": {
    readonly code: "invalid-request";
    readonly versioning: string;
  };
  readonly "label-not-semver": { readonly code: "invalid-request"; readonly label: string };
  readonly "label-invalid": {
    readonly code: "invalid-request";
    readonly model: string;
    readonly label: string;
    /** Clause: `it is an alias`. */
    readonly problem: string;
  };
}

export const modelWords = {
  "model-name-invisible": {
    message: ({ name, character }) =>
      l10n.t("“{0}” can't be a model name: it has an invisible character ({1}).", name, character),
    remedy: () => l10n.t("Type the name again."),
  },
  "model-name-invalid": {
    message: ({ name }) => l10n.t("“{0}” can't be a model name.", name),
    remedy: () => l10n.t("Allowed: {0}.", modelNameRule()),
  },
  "model-name-in-use": {
    message: ({ action }) => l10n.t("{0}: there is a model of that name.", actionText(action)),
    remedy: anotherName,
    details: ({ model }) => ({ model }),
  },
  "model-name-same": {
    message: ({ model }) => l10n.t("{0} has this name already.", model),
    remedy: anotherName,
  },
  "model-created-meanwhile": {
    message: ({ name, model }) =>
      name === model
        ? l10n.t("Can't make a new model {0}: there has been a model of that name since.", name)
        : l10n.t(
            "Can't make a new model {0}: there has been a model of that name since, which is called {1} now.",
            name,
            model,
          ),
    remedy: ({ model, free }) =>
      l10n.t(
        "Import again if the versions belong to {0}, or choose another name, for example {1}.",
        model,
        free,
      ),
    details: ({ model }) => ({ model }),
  },
  "model-not-empty": {
    message: ({ model, versionCount }) =>
      versionCount === 1
        ? l10n.t("Can't delete the model {0}: it has 1 version.", model)
        : l10n.t("Can't delete the model {0}: it has {1} versions.", model, versionCount),
    remedy: () => l10n.t("Delete its versions first."),
    details: ({ model, versionCount }) => ({ model, versionCount }),
  },
  "model-description-too-long": {
    message: ({ action }) => l10n.t("{0}: its description is too long.", actionText(action)),
    remedy: () => l10n.t("Use at most 5,000 characters."),
  },
  "model-tag-invalid": {
    message: ({ action, key }) => l10n.t("{0}: “{1}” can't be a tag.", actionText(action), key),
    remedy: () => l10n.t("Use a shorter key and value."),
  },
  "bump-without-semver": {
    message: ({ versioning }) => noSemver(versioning),
    remedy: () => l10n.t("Leave the bump out, or set “versioning: semver” in the policy."),
  },
  "label-suggested-without-semver": {
    message: ({ versioning }) => noSemver(versioning),
    remedy: () => l10n.t("Set “versioning: semver” in the policy."),
  },
  "label-not-semver": {
    message: ({ label }) => l10n.t("“{0}” is not a semantic version number.", label),
    remedy: () => l10n.t("Write MAJOR.MINOR.PATCH, for example 1.4.0 or 2.0.0-rc.1 (semver.org)."),
  },
  "label-invalid": {
    message: ({ model, label, problem }) =>
      l10n.t("“{0}” can't be a label of {1}: {2}.", label, model, problem),
    remedy: () => l10n.t("Choose another."),
  },
} satisfies WordTable<ModelRefusals>;

function anotherName({ free }: { readonly free: string }): string {
  return l10n.t("Choose another name, for example {0}.", free);
}

function noSemver(versioning: string): string {
  return l10n.t(
    "Versions are not labelled by semantic version numbers here but by {0}.",
    versioning,
  );
}
