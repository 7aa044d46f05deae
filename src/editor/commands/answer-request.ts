import { window } from "vscode";
import { versionTitle } from "../../core/version.ts";
import { askForText, required } from "../pick/ask.ts";
import { targetRequest } from "../pick/pick-request.ts";
import type { Registries } from "../registries.ts";

/** “Approve…”: with a comment, if there is one to make. */
export async function approve(registries: Registries, args: readonly unknown[]): Promise<unknown> {
  const target = await targetRequest(registries, args, "Approve", ({ awaitsMe }) => awaitsMe);
  if (!target) return undefined;
  const { request, version, counted, required: needed } = target.pending;
  const title = versionTitle(version);
  const consequence =
    request.promote && counted + 1 >= needed ? ` ${title} then goes to ${request.to}.` : "";
  const reason = await askForText({
    title: `Approve ${title} for ${request.to}`,
    prompt: `${request.requestedBy.name}: “${request.reason}”.${consequence} Comment (optional); press Enter to approve`,
  });
  if (typeof reason === "symbol") return undefined;
  const outcome = await target.in.registry.call("approve", {
    request: request.id,
    ...(reason.trim() && { reason: reason.trim() }),
  });
  const approved = `${title} is approved for ${request.to}`;
  if (outcome.promotion) {
    void window.showInformationMessage(`${approved}, and is there now.`);
  } else if (outcome.notPromoted) {
    const { message, wayOut } = outcome.notPromoted;
    void window.showWarningMessage(`${approved}, but did not go there. ${message} ${wayOut}`);
  } else {
    const missing = needed - counted - 1;
    const rest = missing > 0 ? `; it takes ${missing} more` : "";
    void window.showInformationMessage(`You approved ${title} for ${request.to}${rest}.`);
  }
  return outcome.approval;
}

/** “Deny…”: closes a request, for a reason. */
export async function deny(registries: Registries, args: readonly unknown[]): Promise<unknown> {
  const target = await targetRequest(registries, args, "Deny", ({ isOwn }) => !isOwn);
  if (!target) return undefined;
  const { request, version } = target.pending;
  const title = versionTitle(version);
  const reason = await askForText({
    title: `Deny ${title} for ${request.to}`,
    prompt: `Why? ${request.requestedBy.name} reads it, and the history keeps it. This closes the request`,
    problem: required("A denial needs a reason."),
  });
  if (typeof reason === "symbol") return undefined;
  const event = await target.in.registry.call("denyApproval", { request: request.id, reason });
  void window.showInformationMessage(`${title} is denied for ${request.to}.`);
  return event;
}

/** “Withdraw Request…”: takes one's own request back. */
export async function withdrawRequest(
  registries: Registries,
  args: readonly unknown[],
): Promise<unknown> {
  const target = await targetRequest(registries, args, "Withdraw Request", ({ isOwn }) => isOwn);
  if (!target) return undefined;
  const { request, version } = target.pending;
  const title = versionTitle(version);
  const reason = await askForText({
    title: `Withdraw the request of ${title} for ${request.to}`,
    prompt: "Why (optional)? The history keeps it. Press Enter to withdraw the request",
  });
  if (typeof reason === "symbol") return undefined;
  const event = await target.in.registry.call("withdrawApproval", {
    request: request.id,
    ...(reason.trim() && { reason: reason.trim() }),
  });
  void window.showInformationMessage(`The request of ${title} for ${request.to} is withdrawn.`);
  return event;
}
