import { basename } from "node:path/posix";
import { l10n, type QuickPickItem, type Uri, workspace } from "vscode";
import { ModelName } from "../../../core/model/ids.ts";
import { verdictWords } from "../../../core/model/inspection/verdict-words.ts";
import { modelNameRule } from "../../../core/model/model-name-rule.ts";
import type { RunId } from "../../../core/model/run.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import type { Version } from "../../../core/state/version.ts";
import { frameworkName } from "../../../core/text/display-names.ts";
import { invisibleCharacter } from "../../../core/text/invisible-characters.ts";
import { formatNumber } from "../../../core/text/language.ts";
import type { ModelInspection } from "../../../registry/files/inspect-model.ts";
import type { PreparedRegistration } from "../../../registry/registration/prepare-registration.ts";
import type { RegisterRequest } from "../../../registry/registration/register.ts";
import type { RegistrationSuggestion } from "../../../registry/registration/suggest-registration.ts";
import { acceptsDanger } from "../../actions/accept-danger.ts";
import { acceptsPointers } from "../../actions/accept-pointer.ts";
import { askForBump, bumpWish, type BumpChoice } from "../../actions/ask-for-bump.ts";
import { askForData } from "../../actions/ask-for-data.ts";
import { askForDescription } from "../../actions/ask-for-description.ts";
import { askForParent } from "../../actions/ask-for-parent.ts";
import { discoverySettings } from "../../actions/discovery-settings.ts";
import {
  evidenceItems,
  evidenceOf,
  otherItems,
  type EvidenceItem,
} from "../../actions/evidence-items.ts";
import { registerAndTell } from "../../actions/register-and-tell.ts";
import { requireOnDisk } from "../../files/require-on-disk.ts";
import { findSelectedPython } from "../../files/selected-python.ts";
import { showOpenDialog } from "../../messages.ts";
import { askForMany, askForOne, goBack, type Step, type Unanswered } from "../../pickers/ask.ts";
import { multiStepInput, type Question } from "../../pickers/multi-step-input.ts";
import { versionItem } from "../../pickers/pick-version.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import type { ModelsTree } from "../../tree/models-tree.ts";

type Draft = RegisterRequest & {
  readonly evidence: readonly EvidenceItem[];
  readonly bump: BumpChoice;
};

/**
 * “Register Model…” on files and folders of the Explorer, or on files chosen in a dialog. The first
 * is the model, the others belong to it. The tree selects the new version.
 *
 * @param run the run of this registry that made them
 */
export async function registerModel(
  registries: Registries,
  tree: ModelsTree,
  given: readonly Uri[] | undefined,
  run?: RunId,
): Promise<Version | undefined> {
  const uris = given ?? (await askForFiles());
  const [first] = uris ?? [];
  if (!uris || !first) return undefined;
  requireOnDisk("register", uris);
  const folder = registries.containing(first);
  if (!folder || uris.some((uri) => registries.containing(uri) !== folder)) {
    throw new RegistryError({ code: "invalid-request", reason: "not-in-one-folder" });
  }
  const paths = uris.map((uri) => uri.fsPath);
  const selectedPython = findSelectedPython(folder.folder.uri);
  const discovery = discoverySettings(folder.folder.uri);
  const prepared = await folder.registry.call("prepareRegistration", { paths, discovery });
  const { inspections } = prepared;
  const dangers = inspections.filter(
    (each) => each?.inspection.description.verdict === "dangerous",
  );
  const acceptDanger = dangers.length > 0;
  if (acceptDanger && !(await acceptsDanger(basename(first.path), dangers))) return undefined;
  if (!(await acceptsPointers(basename(first.path), inspections))) return undefined;
  const detectEnvironment = selectedPython === undefined ? {} : { selectedPython };
  const request = await askForDetails(folder, first, { paths, detectEnvironment }, prepared);
  if (!request) return undefined;
  const whole =
    run === undefined ? request : await folder.registry.call("requestFromRun", { run, request });
  const version = await registerAndTell(folder, { ...whole, acceptDanger });
  if (version) tree.follow(version);
  return version;
}

/** `ONNX · scikit-learn · 1,210 parameters · weights only` */
function inspectionLine({ formatName, inspection: { description } }: ModelInspection): string {
  const { format, framework, frameworkVersion, architecture, parameterCount, verdict } =
    description;
  const facts = [
    format === "unknown" ? undefined : formatName,
    framework && [frameworkName(framework), frameworkVersion].filter(Boolean).join(" "),
    architecture,
    parameterCount ? parametersText(parameterCount) : undefined,
    verdictWords(verdict).label.toLowerCase(),
  ];
  return facts.filter(Boolean).join(" · ");
}

function askForFiles(): Thenable<readonly Uri[] | undefined> {
  const [folder] = workspace.workspaceFolders ?? [];
  return showOpenDialog({
    title: l10n.t("Register Model: choose the model file, and what belongs to it"),
    openLabel: l10n.t("Register"),
    canSelectMany: true,
    ...(folder && { defaultUri: folder.uri }),
  });
}

async function askForDetails(
  folder: FolderRegistry,
  first: Uri,
  given: Pick<RegisterRequest, "paths" | "detectEnvironment">,
  { policy, suggestion, inspections: [inspection], parents: versions }: PreparedRegistration,
): Promise<RegisterRequest | undefined> {
  const parents = versions.map((version) => versionItem(folder, version, policy));
  const isFirst = parents.length === 0;
  const offered = [...evidenceItems(suggestion), ...otherItems(isFirst)];
  const start: Draft = {
    ...given,
    model: suggestion.model,
    metricsFiles: [],
    parametersFiles: [],
    datasets: [],
    parents: [],
    allowIdentical: false,
    evidence: offered.filter((item) => item.picked),
    ...(suggestion.evidence.cut !== undefined && { searchCut: suggestion.evidence.cut }),
    bump: "suggested",
  };
  const questions: Question<Draft>[] = [
    (draft, place) =>
      askForName(draft, place, suggestion, inspection && inspectionLine(inspection)),
    askForDescription,
    (draft, place) => askForEvidence(folder, draft, place, offered),
    ...(isFirst ? [] : [(draft: Draft, place: Step) => askForParent(draft, place, parents)]),
  ];
  if (policy.versioning === "semver") {
    questions.push((draft, place) => askForBump(folder, draft, requestOf(draft), place));
  }
  const title = l10n.t("Register {0}", basename(first.path));
  const answer = await multiStepInput(title, start, questions);
  return answer && requestOf(answer);
}

function requestOf({ evidence, bump, ...request }: Draft): RegisterRequest {
  return { ...request, ...evidenceOf(evidence), ...bumpWish(bump) };
}

async function askForName(
  draft: Draft,
  place: Step,
  { models }: RegistrationSuggestion,
  about: string | undefined,
): Promise<Draft | Unanswered> {
  interface NameItem extends QuickPickItem {
    readonly name: string;
  }
  const existing = models.map((name): NameItem => ({
    label: name,
    description: l10n.t("a new version of this model"),
    name,
  }));
  const fresh = (name: string): NameItem => ({
    label: name,
    description: l10n.t("a new model"),
    name,
  });
  const known = (name: string): boolean => models.some((candidate) => candidate === name);
  // What was suggested, or what was answered before coming back.
  const { model } = draft;
  const answer = await askForOne<NameItem>({
    ...place,
    placeholder: l10n.t("Model name: choose one, or type a new one ({0})", modelNameRule()),
    items: (known(model)
      ? [...existing].sort((a, b) => Number(b.name === model) - Number(a.name === model))
      : [fresh(model), ...existing]
    ).map((item, place) => (place === 0 && about ? { ...item, detail: about } : item)),
    fromText: (text) => {
      const parsed = ModelName.safeParse(text.trim());
      const isSeen = invisibleCharacter(text.trim()) === undefined;
      return parsed.success && isSeen && !known(parsed.data) && parsed.data !== model
        ? fresh(parsed.data)
        : undefined;
    },
  });
  return typeof answer === "symbol" ? answer : { ...draft, model: answer.name };
}

async function askForEvidence(
  folder: FolderRegistry,
  draft: Draft,
  place: Step,
  offered: readonly EvidenceItem[],
): Promise<Draft | Unanswered> {
  let kept = draft;
  for (;;) {
    const answer = await askForMany<EvidenceItem>({
      ...place,
      placeholder: l10n.t("Choose what to record with it (found near the model)"),
      items: offered.map((item) => ({
        ...item,
        picked: kept.evidence.some(
          (chosen) => chosen.path === item.path && chosen.use === item.use,
        ),
      })),
    });
    if (typeof answer === "symbol") return answer;
    kept = { ...kept, evidence: answer };
    const more = await askForOthers(folder, kept, place);
    if (more !== goBack) return more;
  }
}

/** Asks for what can't be found by looking, if that was chosen. */
async function askForOthers(
  folder: FolderRegistry,
  draft: Draft,
  place: Step,
): Promise<Draft | Unanswered> {
  const chosen = new Set(draft.evidence.map(({ use }) => use));
  const withData = chosen.has("data")
    ? await askForData(folder, draft, place)
    : { ...draft, namedData: [] };
  if (typeof withData === "symbol" || !chosen.has("parent")) return withData;
  return askForParent(withData, place, []);
}

function parametersText(n: number): string {
  return n === 1 ? l10n.t("1 parameter") : l10n.t("{0} parameters", formatNumber(n));
}
