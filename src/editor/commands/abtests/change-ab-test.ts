import { l10n, type QuickPickItem } from "vscode";
import type { AbTest } from "../../../core/abtests/ab-test.ts";
import { canaryStep, currentStep } from "../../../core/abtests/canary.ts";
import { comparisonText } from "../../../core/abtests/comparison-text.ts";
import { splitText, type Shares } from "../../../core/abtests/routing.ts";
import { winReason } from "../../../core/abtests/win-reason.ts";
import type { Stage } from "../../../core/model/ids.ts";
import { allowedTargets, type Policy } from "../../../core/model/policy.ts";
import { classifyMove, productionStage } from "../../../core/policy/stage-roles.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import type { Version } from "../../../core/state/version.ts";
import type { DescribedAbTest } from "../../../registry/abtests/describe-ab-test.ts";
import type { AbTestArgument } from "../../command-arguments.ts";
import { confirmStep, showInformationMessage } from "../../messages.ts";
import { askForOne, askForText } from "../../pickers/ask.ts";
import { targetAbTest, type LocatedAbTest } from "../../pickers/pick-ab-test.ts";
import { requireTrust } from "../../pickers/require-writable.ts";
import type { Registries } from "../../registries.ts";
import { checkAndMove } from "../lifecycle/move-to-stage.ts";
import { askForSplit } from "./ab-test-questions.ts";

/** “Change Split of A/B Test…”: nobody leaves a version whose share doesn't shrink. */
export async function splitAbTest(
  registries: Registries,
  argument: AbTestArgument | undefined,
): Promise<unknown> {
  const title = l10n.t("Change Split of A/B Test");
  const target = await runningTest(registries, argument, title);
  if (!target) return undefined;
  const { test, titles } = target.outline;
  if (test.definition.mode === "shadow") {
    throw new RegistryError({
      code: "invalid-request",
      reason: "ab-shadow-split",
      test: test.name,
    });
  }
  const now = test.splits.at(-1)?.shares ?? [];
  const shares = await askForSplit(l10n.t("Split of {0}", test.name), titles, now);
  if (!shares || !(await isMeant(test, shares))) return undefined;
  const reason = await askForText({
    title: l10n.t("Split of {0}", test.name),
    prompt: l10n.t("Reason, recorded in the history. It may be left empty"),
  });
  if (typeof reason === "symbol") return undefined;
  const event = await target.in.registry.call("splitAbTest", {
    test: test.id,
    shares,
    ...(reason.trim() !== "" && { reason: reason.trim() }),
  });
  void showInformationMessage(
    l10n.t("The A/B test {0} is split {1} from now on.", test.name, splitText(shares)),
  );
  return event;
}

/** Says first that a canary which is at none of its steps doesn't go on by itself. */
async function isMeant(test: AbTest, shares: Shares): Promise<boolean> {
  const { canary } = test.definition;
  const isLeft = currentStep(test) !== undefined && canaryStep(canary, shares) === undefined;
  if (!isLeft) return true;
  const verb = l10n.t("Change Split");
  const answer = await confirmStep(l10n.t("Split {0} {1}?", test.name, splitText(shares)), {
    detail: l10n.t(
      "This is none of the steps of the canary. From now on it neither grows by itself nor stops when something gets worse.",
    ),
    verb,
    safe: l10n.t("Keep Split"),
  });
  return answer === verb;
}

interface EndItem extends QuickPickItem {
  readonly variant: number | undefined;
  /** Stage to promote the winner to. */
  readonly stage?: Stage;
}

/** “Conclude A/B Test…”: with a winner, which is promoted through the gates if wanted, or without. */
export async function concludeAbTest(
  registries: Registries,
  argument: AbTestArgument | undefined,
): Promise<unknown> {
  const target = await runningTest(registries, argument, l10n.t("Conclude A/B Test"));
  if (!target) return undefined;
  const { registry } = target.in;
  const found = await endedTest(target);
  const { policy } = await registry.call("policy", {});
  const { name, id } = found.test;
  const items = endings(found, policy);
  const answer = await askForOne<EndItem>({
    title: l10n.t("Conclude {0}", name),
    placeholder: found.summary,
    items,
    active: items.find(({ variant }) => variant === suggested(found)),
  });
  if (typeof answer === "symbol") return undefined;
  const winner = answer.variant === undefined ? undefined : found.versions[answer.variant];
  const { stage } = answer;
  const verb = l10n.t("Conclude");
  const title = found.titles[answer.variant ?? 0] ?? "";
  const detail = [
    found.summary,
    ...(found.results ? [] : [unreadText()]),
    l10n.t("Requests go to {0} from now on.", title),
    ...(stage === undefined
      ? []
      : [l10n.t("Then {0} is promoted to {1}, if its checks pass.", title, stage)]),
  ].join("\n");
  const question = l10n.t("Conclude the A/B test {0}?", name);
  const safe = l10n.t("Keep Running");
  if ((await confirmStep(question, { detail, verb, safe })) !== verb) return undefined;
  const event = await registry.call("concludeAbTest", {
    test: id,
    ...(winner && { winner: winner.id }),
    withoutFigures: !found.results,
  });
  let isPromoted = false;
  try {
    if (winner && stage !== undefined) {
      const reason = winReason(name, event.data.summary);
      isPromoted = await promoteWinner(target, winner, stage, reason);
    }
  } finally {
    // A promotion that was refused or cancelled leaves the test ended, which nothing else tells.
    if (!isPromoted) tellEnd(name, winner ? title : undefined);
  }
  return event;
}

/** An A/B test that is to end; without `results` if what was observed can't be read. */
type EndedTest = Pick<DescribedAbTest, "summary" | "test" | "titles" | "versions"> & {
  readonly results?: DescribedAbTest["results"];
};

async function endedTest({ in: { registry }, outline }: LocatedAbTest): Promise<EndedTest> {
  const { test, state } = outline;
  if (state !== "unread") return registry.call("describeAbTest", { test: test.id });
  const versions = await Promise.all(
    test.definition.variants.map(({ version }) =>
      registry.call("findVersion", { reference: version }).catch(() => null),
    ),
  );
  return { ...outline, versions };
}

function unreadText(): string {
  return l10n.t("Its figures can't be read here, so none are recorded with its end.");
}

/** “Stop A/B Test”: ends it without a winner. */
export async function stopAbTest(
  registries: Registries,
  argument: AbTestArgument | undefined,
): Promise<unknown> {
  const target = await runningTest(registries, argument, l10n.t("Stop A/B Test"));
  if (!target) return undefined;
  const { test, titles, summary, state } = target.outline;
  const withoutFigures = state === "unread";
  const verb = withoutFigures ? l10n.t("Stop Without Figures") : l10n.t("Stop Test");
  const detail = [
    summary,
    ...(withoutFigures ? [unreadText()] : []),
    l10n.t("It ends without a winner, and requests go to {0} from now on.", titles[0] ?? ""),
  ].join("\n");
  const question = l10n.t("Stop the A/B test {0}?", test.name);
  const safe = l10n.t("Keep Running");
  if ((await confirmStep(question, { detail, verb, safe })) !== verb) return undefined;
  const event = await target.in.registry.call("concludeAbTest", { test: test.id, withoutFigures });
  tellEnd(test.name, undefined);
  return event;
}

async function runningTest(
  registries: Registries,
  argument: AbTestArgument | undefined,
  title: string,
): Promise<LocatedAbTest | undefined> {
  requireTrust();
  const target = await targetAbTest(registries, argument, title, { isRunning: true });
  if (!target?.outline.test.conclusion) return target;
  const { name } = target.outline.test;
  throw new RegistryError({ code: "invalid-request", reason: "ab-concluded", test: name });
}

/** Returns the ways in which a test can end, what its figures say first. */
function endings(found: EndedTest, policy: Policy): readonly EndItem[] {
  const { titles, versions, results } = found;
  const best = suggested(found);
  const order = titles
    .map((_, variant) => variant)
    .toSorted((a, b) => Number(b === best) - Number(a === best));
  const won = order.flatMap((variant): readonly EndItem[] => {
    const version = versions[variant];
    if (!version) return [];
    const title = titles[variant] ?? "";
    const comparison = results?.main.comparisons.find((each) => each.variant === variant);
    const description = results && comparison ? comparisonText(comparison, results.main) : "";
    const plain = { label: l10n.t("{0} won", title), description, variant };
    const stage = promotion(policy, version);
    if (stage === undefined) return [plain];
    const promoted = l10n.t("{0} won: promote it to {1}…", title, stage);
    return [{ ...plain, label: promoted, stage }, plain];
  });
  const none: EndItem = {
    label: l10n.t("No winner"),
    description: l10n.t("requests go to {0} again", titles[0] ?? ""),
    variant: undefined,
  };
  return best === undefined ? [none, ...won] : [...won, none];
}

/** Returns the stage that a winner is promoted to: Production where the policy lets it, else the next one. */
function promotion(policy: Policy, { stage }: Version): Stage | undefined {
  const targets = allowedTargets(policy, stage).filter(
    (to) => classifyMove(policy, stage, to) === "promotion",
  );
  return targets.find((to) => to === productionStage(policy)) ?? targets[0];
}

/** Returns the variant that has won by the figures; undefined if none has. */
function suggested({ results }: EndedTest): number | undefined {
  if (!results) return undefined;
  const { state } = results;
  if (state.kind === "better") return state.variant;
  return state.kind === "worse" ? 0 : undefined;
}

/** Returns whether the winner was promoted. @throws RegistryError */
async function promoteWinner(
  target: LocatedAbTest,
  winner: Version,
  stage: Stage,
  reason: string,
): Promise<boolean> {
  const { registry } = target.in;
  const prepared = await registry.call("prepareMove", { version: winner.id, to: stage });
  if (!prepared.preview) return false;
  const located = { in: target.in, version: winner };
  await checkAndMove(located, prepared.preview, prepared, { reason, wasAsked: false });
  const now = await registry.call("findVersion", { reference: winner.id });
  return now.stage === stage;
}

function tellEnd(name: string, winner: string | undefined): void {
  void showInformationMessage(
    winner === undefined
      ? l10n.t("The A/B test {0} has ended without a winner.", name)
      : l10n.t("The A/B test {0} has ended: {1} won.", name, winner),
  );
}
