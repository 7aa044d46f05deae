import { l10n, type QuickPickItem, QuickPickItemKind, ThemeColor, ThemeIcon } from "vscode";
import type { Stage } from "../../core/model/ids.ts";
import { gateCheckName, gateRulePath, type GateCheck } from "../../core/model/policy/gate-check.ts";
import { firstStage } from "../../core/model/policy.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { TransitionPreview } from "../../registry/lifecycle/preview-transition.ts";
import { askForOne } from "../pickers/ask.ts";
import { showPolicy } from "../policy/show-policy.ts";
import type { FolderRegistry } from "../registries.ts";

/** Action that the user chose after seeing the checks of a stage. */
export type Course = "go-on" | "request" | "force";

interface Line extends QuickPickItem {
  readonly course?: Course | "stop";
  /** The check that the line is about; choosing one that failed opens the policy at its rule. */
  readonly check?: GateCheck;
}

/**
 * Shows the checks of a stage and their results, and asks how to continue. If all checks pass,
 * Enter continues; otherwise the policy decides which actions are possible.
 */
export async function showChecklist(
  folder: FolderRegistry,
  preview: TransitionPreview,
): Promise<Course | undefined> {
  const { version, to, checks } = preview;
  const failing = checks.filter(({ passed }) => !passed);
  const answer = await askForOne<Line>({
    title: l10n.t("{0} to {1}: checks", versionTitle(version), to),
    placeholder:
      failing.length === 0 ? passedText(checks.length) : failedText(failing.length, checks.length),
    items: [
      ...courses(preview),
      { label: l10n.t("Checks"), kind: QuickPickItemKind.Separator },
      ...failing.map(checkLine),
      ...checks.filter(({ passed }) => passed).map(checkLine),
    ],
    isAnswer: ({ course, check }) => course !== undefined || check?.passed === false,
  });
  if (typeof answer === "symbol" || answer.course === "stop") return undefined;
  if (answer.check) await showRule(folder, to, answer.check, checks);
  return answer.course;
}

function passedText(n: number): string {
  return n === 1
    ? l10n.t("1 check passed. Press Enter to continue")
    : l10n.t("{0} checks passed. Press Enter to continue", n);
}

function failedText(failed: number, n: number): string {
  return n === 1
    ? l10n.t("{0} of 1 check failed. Choose what to do, or a check to see its rule", failed)
    : l10n.t("{0} of {1} checks failed. Choose what to do, or a check to see its rule", failed, n);
}

/** Opens the policy at the rule that a check comes from. */
async function showRule(
  { folder, registry }: FolderRegistry,
  stage: Stage,
  check: GateCheck,
  checks: readonly GateCheck[],
): Promise<void> {
  const { document } = await showPolicy(folder);
  const path = gateRulePath(stage, check, checks);
  await showPolicy(folder, await registry.call("findInPolicy", { text: document.getText(), path }));
}

/**
 * Shows the gate results of the first stage for a refused registration. Returns whether the person
 * wants to register anyway.
 */
export async function showRefusedRegistration(
  folder: FolderRegistry,
  title: string,
  checks: readonly GateCheck[],
  mayForce: boolean,
): Promise<"force" | undefined> {
  const failing = checks.filter(({ passed }) => !passed);
  const answer = await askForOne<Line>({
    title,
    placeholder:
      checks.length === 1
        ? l10n.t("Not registered: {0} of 1 check failed", failing.length)
        : l10n.t("Not registered: {0} of {1} checks failed", failing.length, checks.length),
    items: [
      ...(mayForce
        ? [forceLine(l10n.t("register it although checks fail; who and why are recorded"))]
        : []),
      stopLine(l10n.t("nothing is registered until all checks pass")),
      { label: l10n.t("Checks"), kind: QuickPickItemKind.Separator },
      ...failing.map(checkLine),
      ...checks.filter(({ passed }) => passed).map(checkLine),
    ],
    isAnswer: ({ course, check }) => course !== undefined || check?.passed === false,
  });
  if (typeof answer === "symbol") return undefined;
  const { policy } = await folder.registry.call("policy", {});
  if (answer.check) await showRule(folder, firstStage(policy), answer.check, checks);
  return answer.course === "force" ? "force" : undefined;
}

function forceLine(description: string): Line {
  return {
    label: l10n.t("Force…"),
    description,
    iconPath: new ThemeIcon("warning"),
    course: "force",
  };
}

function stopLine(description: string): Line {
  const iconPath = new ThemeIcon("circle-slash");
  return { label: l10n.t("Stop here"), description, iconPath, course: "stop" };
}

/** Returns the possible actions, likeliest first. */
function courses(preview: TransitionPreview): readonly Line[] {
  const { version, to, passes, mayRequestApproval, mayForce } = preview;
  if (passes) {
    const label = l10n.t("Move to {0}…", to);
    return [{ label, iconPath: new ThemeIcon("arrow-up"), course: "go-on" }];
  }
  const possible: Line[] = [];
  if (mayRequestApproval) {
    possible.push({
      label: l10n.t("Request Approval…"),
      description: l10n.t("ask others to agree"),
      iconPath: new ThemeIcon("organization"),
      course: "request",
    });
  }
  if (mayForce) {
    possible.push(forceLine(l10n.t("move it although checks fail; who and why are recorded")));
  }
  if (possible.length > 0) return possible;
  return [
    stopLine(
      l10n.t("{0} stays in {1} until all checks pass", versionTitle(version), version.stage),
    ),
  ];
}

/** The outcome is in the shape of the icon, its colour and the text, for all who read it. */
function checkLine(check: GateCheck): Line {
  const { required, actual, passed, wayOut } = check;
  return {
    label: gateCheckName(check),
    description: passed
      ? l10n.t("passed: {0} (required: {1})", actual, required)
      : l10n.t("failed: {0} (required: {1})", actual, required),
    iconPath: passed
      ? new ThemeIcon("pass", new ThemeColor("testing.iconPassed"))
      : new ThemeIcon("error", new ThemeColor("testing.iconFailed")),
    ...(!passed && wayOut !== undefined && { detail: wayOut }),
    check,
  };
}
