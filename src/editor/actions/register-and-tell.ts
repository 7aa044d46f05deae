import { l10n } from "vscode";
import * as z from "zod";
import { maskedWords } from "../../core/masking/masked-words.ts";
import { verdictWords } from "../../core/model/inspection/verdict-words.ts";
import { GateCheck } from "../../core/model/policy/gate-check.ts";
import { initialStage } from "../../core/model/policy.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { detailsOf, messageOf } from "../../core/refusals/words.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { firstFew, formatBytes, shortCommit } from "../../core/text/format.ts";
import { formatNumber } from "../../core/text/language.ts";
import type { AutoPromotion } from "../../registry/lifecycle/auto-promote.ts";
import type { RegisteredVersion, RegisterRequest } from "../../registry/registration/register.ts";
import type { VersionDescription } from "../../registry/versions/describe-version.ts";
import { showInformationMessage, showWarningMessage } from "../messages.ts";
import { askForText, required } from "../pickers/ask.ts";
import type { FolderRegistry } from "../registries.ts";
import { runCommand } from "../run-command.ts";
import { runWithProgress } from "../run-with-progress.ts";
import { askToAllow, hooksAhead, warnOfFailedHook } from "./permit-hooks.ts";
import { showRefusedRegistration } from "./show-checklist.ts";

/** Failed gates in the details of a refusal. */
const FailedGates = z.object({
  checks: z.array(GateCheck),
  mayForce: z.boolean().default(false),
});

/**
 * Registers a version and reports the result; asks what to do if its bytes are registered already.
 */
export async function registerAndTell(
  folder: FolderRegistry,
  request: RegisterRequest,
): Promise<Version | undefined> {
  try {
    const version = await runWithProgress(l10n.t("Registering {0}", request.model), (task) =>
      folder.registry.call("register", request, task),
    );
    if (version.restored) {
      void tellRestored(folder, version, version.restored);
      return version;
    }
    const autoPromotion = await goOn(folder, version);
    void tellRegistered(folder, version, autoPromotion);
    return version;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const { refusal } = error;
    if (refusal.code === "gates-failed") {
      return registerByForce(folder, request, detailsOf(refusal));
    }
    if (refusal.reason !== "already-registered") throw error;
    const { reference, version: known } = refusal;
    const show = l10n.t("Show {0}", reference);
    const register = l10n.t("Register Anyway");
    const choice = await showWarningMessage(messageOf(refusal), show, register);
    if (choice === register) {
      return registerAndTell(folder, { ...request, allowIdentical: true });
    }
    if (choice === show) {
      await runCommand("showVersion", {
        folder: folder.folder.uri.toString(),
        version: known,
      });
    }
    return undefined;
  }
}

/** Shows the failed checks of the first stage, and registers anyway if the person wants to. */
async function registerByForce(
  folder: FolderRegistry,
  request: RegisterRequest,
  details: unknown,
): Promise<Version | undefined> {
  const { checks, mayForce } = FailedGates.parse(details);
  const title = l10n.t("Register {0}: checks", request.model);
  if (!(await showRefusedRegistration(folder, title, checks, mayForce))) return undefined;
  const reason = await askForText({
    title: l10n.t("Force the registration of {0}", request.model),
    prompt: l10n.t("Reason for registering it although checks fail, recorded in the history"),
    problem: required(l10n.t("Forcing needs a reason.")),
  });
  if (typeof reason === "symbol") return undefined;
  return registerAndTell(folder, { ...request, force: true, reason: reason.trim() });
}

/** Asks for permission if a promotion by the policy would run programs, then continues it. */
async function goOn(folder: FolderRegistry, version: RegisteredVersion): Promise<AutoPromotion> {
  const { stopped } = version.autoPromotion;
  const held = stopped.find(({ refusal }) => refusal.code === "hooks-not-allowed");
  if (!held) return version.autoPromotion;
  const hooks = await hooksAhead(folder, held.to);
  const allow = l10n.t("Allow and Promote");
  const choice = await askToAllow(folder, hooks, {
    question: l10n.t(
      "Allow these programs and promote {0} to {1}?",
      versionTitle(version),
      held.to,
    ),
    about: l10n.t(
      "It is registered and passes all checks. The policy promotes it to {0} at once.",
      held.to,
    ),
    allow,
  });
  if (choice !== allow) return version.autoPromotion;
  return runWithProgress(l10n.t("Moving {0} to {1}", versionTitle(version), held.to), (task) =>
    folder.registry.call("autoPromote", { version: version.id }, task),
  );
}

/** Reports that no version was registered, but missing or changed bytes were restored. */
async function tellRestored(
  { folder }: FolderRegistry,
  version: Version,
  restored: readonly string[],
): Promise<void> {
  const choice = await showInformationMessage(
    l10n.t(
      "The bytes of {0} are restored ({1}). No new version was registered, as it has these files already.",
      versionTitle(version),
      firstFew(restored),
    ),
    l10n.t("Show"),
  );
  if (choice === undefined) return;
  await runCommand("showVersion", {
    folder: folder.uri.toString(),
    version: version.id,
  });
}

/** Shows a notification about the new version, with a button for the likely next step. */
async function tellRegistered(
  folder: FolderRegistry,
  { id: version }: Version,
  { stopped, hooks }: AutoPromotion,
): Promise<void> {
  const description = await folder.registry.call("describeVersion", { version });
  const text = registrationText(description);
  if (warnOfFailedHook(`${text}.`, hooks)) return;
  const about = { folder: folder.folder.uri.toString(), version };
  const [stop] = stopped;
  const show = l10n.t("Show");
  if (stop) {
    const isHook = stop.refusal.code === "hook-failed";
    const choice = await showWarningMessage(
      `${text}. ${l10n.t("It was not promoted automatically: {0}", messageOf(stop.refusal))}`,
      show,
      isHook ? l10n.t("Show Output") : l10n.t("Show Checks"),
    );
    if (choice === show) await runCommand("showVersion", about);
    else if (choice)
      await (isHook ? runCommand("showHookOutput") : runCommand("promote", about, stop.to));
    return;
  }
  const others =
    description.production && description.production.id !== version
      ? [l10n.t("Compare with {0}", description.production.stage)]
      : [];
  const problem = incompleteness(description) ?? maskedText(description) ?? doubt(description);
  const promote = l10n.t("Promote");
  const buttons = [show, ...others, promote];
  const choice = await (problem === undefined
    ? showInformationMessage(text, ...buttons)
    : showWarningMessage(`${text}. ${problem}`, ...buttons));
  if (choice === show) await runCommand("showVersion", about);
  else if (choice === promote) await runCommand("promote", about);
  else if (choice) await runCommand("compareWithProduction", about);
}

/** Returns the first problem of files that could not be read to their end. */
function incompleteness({ detail }: VersionDescription): string | undefined {
  const { verdict, findings = [] } = detail.registration.inspection?.description ?? {};
  if (verdict !== "unreadable") return undefined;
  const first = findings.find(({ severity }) => severity === "warning");
  if (!first) return undefined;
  return first.where === undefined ? first.message : `${first.message} (${first.where})`;
}

/**
 * Returns the first doubt about files found near the model: they are or may be of another version.
 */
function doubt({ detail }: VersionDescription): string | undefined {
  const fact = detail.registration.recipe.missing.find(
    ({ kind }) => kind === "doubt" || kind === "foreign",
  );
  if (!fact) return undefined;
  const { about, reason, kind } = fact;
  // The command line's option is of no use here.
  return kind === "doubt"
    ? `${about} ${reason}.`
    : l10n.t("{0} was {1}.", about, reason.replace(/; name it with .*$/, ""));
}

/** Tells that credentials were masked; undefined if none were. */
function maskedText({ detail }: VersionDescription): string | undefined {
  const { masked = [] } = detail.registration.recipe;
  const [first] = masked;
  if (!first) return undefined;
  return masked.length === 1
    ? l10n.t("A credential was masked: {0} ({1}).", first.field, maskedWords(first))
    : l10n.t(
        "{0} credentials were masked, the first in {1} ({2}).",
        formatNumber(masked.length),
        first.field,
        maskedWords(first),
      );
}

/** `fraud 5 registered · 1.2.0 (minor, since 1.1.0: …) · 2.1 MB · main@a1b2c3d` */
function registrationText({ detail }: VersionDescription): string {
  const { label, size, registration, stage } = detail;
  const { recipe, labelReason } = registration;
  const verdict = registration.inspection?.description.verdict;
  const facts = [
    l10n.t("{0} registered", versionTitle(detail)),
    stage === (registration.stage ?? initialStage) ? undefined : l10n.t("in {0}", stage),
    label && (labelReason ? `${label} (${labelReason})` : label),
    formatBytes(size),
    verdict === "dangerous" || verdict === "needs-code"
      ? verdictWords(verdict).label.toLowerCase()
      : undefined,
    recipe.git && `${recipe.git.branch ?? l10n.t("detached")}@${shortCommit(recipe.git.commit)}`,
  ];
  return facts.filter((fact) => fact !== undefined).join(" · ");
}
