import { l10n } from "vscode";
import { obstacleText } from "../../../core/refusals/ledger/redaction-refusals.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { formatNumber } from "../../../core/text/language.ts";
import type { RedactionPlan } from "../../../registry/redaction/redaction-plan.ts";
import { shareBoth } from "../../actions/share-registry.ts";
import { log } from "../../log.ts";
import { showInformationMessage, showWarningMessage } from "../../messages.ts";
import { askForText, required } from "../../pickers/ask.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import { requireTrust } from "../../pickers/require-writable.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/** Places that the question lists; the log has all. */
const listed = 10;

/**
 * “Redact Text…”: looks for a text that should not have been recorded, shows where it stands, and
 * takes it out once the user has confirmed.
 */
export async function redactText(registries: Registries): Promise<unknown> {
  requireTrust();
  const found = await pickFolder(registries, l10n.t("Redact Text"));
  if (!found) return undefined;
  const { folder, registry } = found;
  const title = l10n.t("Redact Text in {0}", folder.name);
  const text = await askForText({
    title,
    prompt: l10n.t("Text to take out wherever it was recorded, as it is written there"),
    isSecret: true,
    problem: required(l10n.t("Enter the text.")),
  });
  if (typeof text === "symbol") return undefined;
  const plan = await runWithProgress(l10n.t("Looking for the text in {0}", folder.name), (task) =>
    registry.call("previewRedaction", { text }, task),
  );
  if (countOf(plan) === 0) {
    tellNothing(found, plan);
    return undefined;
  }
  const reason = await askForText({
    title,
    prompt: l10n.t("Reason, recorded in the history"),
    problem: required(l10n.t("A redaction needs a reason.")),
  });
  if (typeof reason === "symbol" || !(await confirm(found, plan))) return undefined;
  const done = await runWithProgress(l10n.t("Redacting the text in {0}", folder.name), (task) =>
    registry.call("redact", { text, reason }, task),
  );
  void tellDone(found, done);
  return done.event;
}

function countOf({ lines, objects, files }: RedactionPlan): number {
  return lines.length + objects.length + files.length;
}

/** @throws RegistryError `invalid-request` if it was found, and has to stay */
function tellNothing({ folder }: FolderRegistry, { left: [first] }: RedactionPlan): void {
  if (first) {
    throw new RegistryError({ code: "invalid-request", reason: "redaction-refused", ...first });
  }
  void showInformationMessage(l10n.t("The text is not in the registry of {0}.", folder.name));
}

async function confirm({ folder }: FolderRegistry, plan: RedactionPlan): Promise<boolean> {
  const places = placeLines(plan);
  const more = places.length - listed;
  const stays = plan.left.map(({ what, obstacle }) =>
    l10n.t("{0} stays: {1}.", what, obstacleText(obstacle)),
  );
  const detail = [
    places.slice(0, listed).join("\n"),
    ...(more > 0 ? [l10n.t("And {0} more.", formatNumber(more))] : []),
    ...(stays.length > 0 ? [stays.slice(0, listed).join("\n")] : []),
    l10n.t("It can't be brought back. Places, checksums, who and why stay in the history."),
    ...(plan.shared === undefined
      ? []
      : [l10n.t("Other clones follow when they next exchange with the shared registry.")]),
    l10n.t("Change a secret that was recorded all the same."),
  ].join("\n\n");
  // The first button has the focus: it must change nothing.
  const details = l10n.t("Show Details");
  const verb = l10n.t("Redact");
  const question =
    places.length === 1
      ? l10n.t("Take the text out of 1 place in {0}?", folder.name)
      : l10n.t("Take the text out of {0} places in {1}?", formatNumber(places.length), folder.name);
  const answer = await showWarningMessage(question, { modal: true, detail }, details, verb);
  if (answer === details) {
    for (const line of [...places, ...stays]) log().info(`${folder.name}: ${line}`);
    log().show();
  }
  return answer === verb;
}

function placeLines({ lines, objects, files }: RedactionPlan): readonly string[] {
  return [
    ...lines.map(({ about, values, line }) => {
      const names = values.map(({ name }) => name).join(", ");
      return about === undefined
        ? l10n.t("{0} of event {1}", names, line.event)
        : l10n.t("{0} of {1}, event {2}", names, about, line.event);
    }),
    ...objects.map(({ names }) => l10n.t("The bytes of {0}, removed", names.join(", "))),
    ...files.map(({ path, places }) =>
      places === 1
        ? l10n.t("1 place in {0}", path)
        : l10n.t("{0} places in {1}", formatNumber(places), path),
    ),
  ];
}

/** Tells the outcome; in a shared registry others can only follow once it is shared. */
async function tellDone(found: FolderRegistry, plan: RedactionPlan): Promise<void> {
  const { name } = found.folder;
  const n = countOf(plan);
  const done =
    n === 1
      ? l10n.t("The text was taken out of 1 place in {0}.", name)
      : l10n.t("The text was taken out of {0} places in {1}.", formatNumber(n), name);
  if (plan.shared === undefined) {
    void showInformationMessage(done);
    return;
  }
  const share = l10n.t("Share Now");
  const answer = await showInformationMessage(
    `${done} ${l10n.t("Other clones can follow once it is shared.")}`,
    share,
  );
  if (answer === share) await shareBoth([found]);
}
