import { l10n, Uri, workspace } from "vscode";
import type {
  ImportReport,
  ImportRow,
  ImportSnapshot,
  RunImport,
} from "../../../webview/import/protocol.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { ImportCandidate } from "../../registry/import/import-candidate.ts";
import type { ImportPreview } from "../../registry/import/preview-import.ts";
import type { Progress } from "../../registry/task.ts";
import { acceptsDangerousFiles } from "../actions/accept-danger.ts";
import { discoverySettings } from "../actions/discovery-settings.ts";
import { tellImported } from "../actions/tell-imported.ts";
import { runWithProgress } from "../run-with-progress.ts";
import { requireFolder, type PageContext, type SubjectOf } from "./editor-page.ts";
import { chosenModels, importReport } from "./import-choice.ts";

/**
 * State of one import: the search for versions, its result, and the run that imports them. It
 * outlives the page itself, which is destroyed while its tab is hidden, and a run continues when
 * the tab is closed.
 */
export class ImportSession {
  readonly #context: PageContext<SubjectOf<"import">>;
  #preview: Promise<ImportPreview> | undefined;
  #looking: AbortController | undefined;
  #running: AbortController | undefined;
  #report: ImportReport | undefined;
  /** Names of models, as the page has them. */
  #existing: ReadonlySet<string> = new Set();

  constructor(context: PageContext<SubjectOf<"import">>) {
    this.#context = context;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Returns the page's content; the first call searches the folders. @throws RegistryError */
  async snapshot(): Promise<ImportSnapshot> {
    const { registry } = requireFolder(this.#context);
    const look = this.#look();
    const { models, passed } = await look;
    const overview = await registry.call("overview", {});
    // Somebody wanted another look meanwhile: what this one found is nothing to show any more.
    if (this.#preview !== look) return this.snapshot();
    const existing = overview.models.flatMap(({ model: { name, formerNames = [] } }) =>
      [name, ...formerNames].map((each) => ({ name: each, model: name })),
    );
    this.#existing = new Set(existing.map(({ name }) => name));
    return {
      places: this.#context.subject.paths.map(placeText),
      models: models.map(({ versions, ...model }) => ({ ...model, versions: versions.map(rowOf) })),
      passed,
      existing,
      isRunning: this.isRunning,
      ...(this.#report && { report: this.#report }),
    };
  }

  /**
   * Registers the versions chosen and reports the result. @throws RegistryError if none could be
   */
  async run(request: RunImport): Promise<void> {
    if (this.isRunning) return;
    const running = new AbortController();
    this.#running = running;
    try {
      await this.#run(request, running.signal);
    } finally {
      this.#running = undefined;
      this.#context.changed();
    }
  }

  async #run(request: RunImport, cancelled: AbortSignal): Promise<void> {
    const found = requireFolder(this.#context);
    const preview = await this.#look();
    const models = chosenModels(preview, request, this.#existing);
    const versions = models
      .flatMap((model) => model.versions)
      .filter(({ registeredAs }) => registeredAs === undefined);
    const dangers = versions.filter(({ acceptDanger }) => acceptDanger);
    if (!(await acceptsDangerousFiles(dangers))) return;
    this.#context.changed();
    const summary = await runWithProgress(
      versions.length === 1
        ? l10n.t("Importing 1 version")
        : l10n.t("Importing {0} versions", versions.length),
      ({ signal = cancelled, report }) =>
        found.registry.call(
          "importVersions",
          { models },
          {
            signal: AbortSignal.any([signal, cancelled]),
            report: (step) => {
              report?.(step);
              this.#tell(step);
            },
          },
        ),
    );
    this.#report = importReport(preview, request, summary);
    void tellImported(found, this.#report);
  }

  /** Ends what is going on. */
  cancel(): void {
    this.#looking?.abort();
    this.#running?.abort();
  }

  /** Lets the next snapshot look again. */
  forget(): void {
    if (this.isRunning) return;
    this.#looking?.abort();
    this.#preview = undefined;
    this.#report = undefined;
  }

  /** Cancels the search. A run continues; its notification can cancel it. */
  dispose(): void {
    this.#looking?.abort();
  }

  #look(): Promise<ImportPreview> {
    this.#preview ??= this.#lookNow();
    return this.#preview;
  }

  async #lookNow(): Promise<ImportPreview> {
    const looking = new AbortController();
    this.#looking = looking;
    try {
      const { folder, registry } = requireFolder(this.#context);
      return await registry.call(
        "previewImport",
        { paths: this.#context.subject.paths, discovery: discoverySettings(folder.uri) },
        {
          signal: looking.signal,
          report: (step) => {
            if (!looking.signal.aborted) this.#tell(step);
          },
        },
      );
    } catch (error) {
      // A failure is not kept: the next one who asks looks again.
      if (this.#looking === looking) this.#preview = undefined;
      if (!(error instanceof RegistryError) || error.refusal.code !== "cancelled") throw error;
      throw new RegistryError({ code: "cancelled", reason: "discovery-cancelled" });
    } finally {
      if (this.#looking === looking) this.#looking = undefined;
    }
  }

  #tell({ message, done, total }: Progress): void {
    this.#context.progress({
      type: "progress",
      message,
      ...(done !== undefined && { done }),
      ...(total !== undefined && { total }),
    });
  }
}

/** Only what the protocol names crosses to the page. */
function rowOf({
  digest: _,
  restores: __,
  registeredAs,
  ...candidate
}: ImportCandidate): ImportRow {
  const { description, changelog } = candidate;
  return {
    ...candidate,
    ...(description !== undefined && { description: beginning(description) }),
    ...(changelog !== undefined && { changelog: beginning(changelog) }),
    ...(registeredAs && {
      registeredAs: { id: registeredAs.id, reference: registeredAs.reference },
    }),
  };
}

/** So much of a text that a row can show it. */
function beginning(text: string): string {
  const [line = ""] = text.split("\n", 1);
  return line.length < text.length || line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

/** A folder or file as a person calls it: the workspace folder itself by its name. */
function placeText(path: string): string {
  const uri = Uri.file(path);
  const folder = workspace.getWorkspaceFolder(uri);
  return folder?.uri.fsPath === uri.fsPath ? folder.name : workspace.asRelativePath(uri, false);
}
