import * as l10n from "@vscode/l10n";

/** An action that a refusal is about. Versions are named by their titles: `fraud 5`. */
export type RefusedAction =
  | { readonly kind: "move" | "force-move"; readonly title: string; readonly to: string }
  | {
      readonly kind: "register" | "register-version" | "force-registration" | "create-model";
      readonly model: string;
    }
  | { readonly kind: "rename-model"; readonly model: string; readonly to: string }
  | { readonly kind: "delete-model"; readonly model: string }
  | { readonly kind: "roll-back"; readonly model: string }
  | { readonly kind: "roll-back-stage"; readonly model: string; readonly stage: string }
  | { readonly kind: "delete"; readonly title: string }
  | { readonly kind: "delete-by-retention" }
  | RequestAction;

/** An action on a request for approval. */
interface RequestAction {
  readonly kind: "request-approval" | "approve" | "deny" | "withdraw";
  readonly title: string;
  readonly to: string;
}

/** Returns the beginning of a message: `Can't move fraud 5 to Production`. */
export function actionText(action: RefusedAction): string {
  switch (action.kind) {
    case "move":
      return l10n.t("Can't move {0} to {1}", action.title, action.to);
    case "force-move":
      return l10n.t("Can't force {0} to {1}", action.title, action.to);
    case "register":
      return l10n.t("Can't register {0}", action.model);
    case "register-version":
      return l10n.t("Can't register this version of {0}", action.model);
    case "force-registration":
      return l10n.t("Can't force the registration of this version of {0}", action.model);
    case "create-model":
      return l10n.t("Can't create {0}", action.model);
    case "rename-model":
      return l10n.t("Can't rename {0} to {1}", action.model, action.to);
    case "delete-model":
      return l10n.t("Can't delete the model {0}", action.model);
    case "roll-back":
      return l10n.t("Can't roll back {0}", action.model);
    case "roll-back-stage":
      return l10n.t("Can't roll back {0} of {1}", action.stage, action.model);
    case "delete":
      return l10n.t("Can't delete {0}", action.title);
    case "delete-by-retention":
      return l10n.t("Can't delete by retention");
    default:
      return requestText(action);
  }
}

function requestText({ kind, title, to }: RequestAction): string {
  switch (kind) {
    case "request-approval":
      return l10n.t("Can't request approval of {0} for {1}", title, to);
    case "approve":
      return l10n.t("Can't approve {0} for {1}", title, to);
    case "deny":
      return l10n.t("Can't deny {0} for {1}", title, to);
    case "withdraw":
      return l10n.t("Can't withdraw the request of {0} for {1}", title, to);
  }
}
