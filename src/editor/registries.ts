import { EventEmitter, Uri, workspace, type ExtensionContext, type WorkspaceFolder } from "vscode";
import { RemoteRegistry } from "../registry/worker/remote-registry.ts";
import { affectsGit, gitEnvironment } from "./git-path.ts";
import { affectsDirections, statedDirections, useStatedDirections } from "./metric-directions.ts";
import { shownLanguage, translations } from "./translations.ts";

/** Interval (ms) in which changes are reported as one: many versions may be registered in a row. */
const settle = 50;

/** The registry of one workspace folder. */
export interface FolderRegistry {
  readonly folder: WorkspaceFolder;
  readonly registry: RemoteRegistry;
}

/**
 * The registries of the workspace, one for each folder on disk. They follow the workspace: folders
 * come and go, and trust may be granted.
 */
export class Registries {
  readonly #context: ExtensionContext;
  readonly #open = new Map<string, FolderRegistry>();
  readonly #changed = new EventEmitter<void>();
  readonly #runsChanged = new EventEmitter<void>();
  #reader: RemoteRegistry | undefined;
  #background: RemoteRegistry | undefined;
  #announcement: NodeJS.Timeout | undefined;
  readonly #subscriptions: readonly { dispose(): unknown }[];

  /** Fires when any registry has changed, also by another process. */
  readonly onDidChange = this.#changed.event;
  /** Fires when live runs have logged something, at most about once a second. */
  readonly onDidChangeRuns = this.#runsChanged.event;

  constructor(context: ExtensionContext) {
    this.#context = context;
    useStatedDirections();
    this.#subscriptions = [
      workspace.onDidChangeWorkspaceFolders(({ removed }) => {
        for (const folder of removed) this.#close(folder.uri);
        this.#changed.fire();
      }),
      workspace.onDidGrantWorkspaceTrust(() => {
        this.#restart();
      }),
      workspace.onDidChangeConfiguration((change) => {
        if (affectsDirections(change)) this.#useDirections();
        if (affectsGit(change)) this.#restart();
      }),
    ];
  }

  /** All of them, in the order of the workspace's folders. */
  all(): readonly FolderRegistry[] {
    return (workspace.workspaceFolders ?? [])
      .filter((folder) => folder.uri.scheme === "file")
      .map((folder) => this.#for(folder));
  }

  /** The registry of the folder that a file is in. */
  containing(uri: Uri): FolderRegistry | undefined {
    const folder = workspace.getWorkspaceFolder(uri);
    return folder?.uri.scheme === "file" ? this.#for(folder) : undefined;
  }

  /** The registry of a workspace folder by its URI, as pages and documents remember it. */
  at(uri: string): FolderRegistry | undefined {
    return this.all().find(({ folder }) => folder.uri.toString() === uri);
  }

  /**
   * Returns a registry for questions that need none, such as inspecting a file outside the
   * workspace.
   */
  reader(): RemoteRegistry {
    const [first] = this.all();
    if (first) return first.registry;
    return (this.#reader ??= this.#startWithoutRegistry());
  }

  /**
   * Returns a thread for background reading: no registry has to wait for it, however long it takes
   * and whatever a hostile file does to the thread.
   */
  background(): RemoteRegistry {
    return (this.#background ??= this.#startWithoutRegistry());
  }

  /** Notifies all listeners to read the registries again. */
  refresh(): void {
    this.#changed.fire();
  }

  /** Lets all registries save their index. */
  async close(): Promise<void> {
    await Promise.all(this.#started().map((registry) => registry.close()));
  }

  #started(): readonly RemoteRegistry[] {
    const ofFolders = [...this.#open.values()].map(({ registry }) => registry);
    return [...ofFolders, this.#reader, this.#background].filter((each) => each !== undefined);
  }

  /** Shows metrics as the settings say now; work that goes on is not interrupted. */
  #useDirections(): void {
    useStatedDirections();
    for (const registry of this.#started()) registry.useMetricDirections(statedDirections());
    this.#changed.fire();
  }

  #announce(): void {
    this.#announcement ??= setTimeout(() => {
      this.#announcement = undefined;
      this.#changed.fire();
    }, settle);
  }

  #for(folder: WorkspaceFolder): FolderRegistry {
    const key = folder.uri.toString();
    const known = this.#open.get(key);
    if (known) return known;
    const opened = { folder, registry: this.#start(folder.uri.fsPath, workspace.isTrusted) };
    this.#open.set(key, opened);
    return opened;
  }

  /** The extension's own folder has no registry and gets none: what is not trusted writes nothing. */
  #startWithoutRegistry(): RemoteRegistry {
    return this.#start(this.#context.extensionPath, false);
  }

  #start(folder: string, trusted: boolean): RemoteRegistry {
    const asset = (name: string): string =>
      Uri.joinPath(this.#context.extensionUri, "dist", name).fsPath;
    const texts = translations();
    return new RemoteRegistry(
      asset("registry-worker.cjs"),
      {
        folder,
        trusted,
        wasmPath: asset("sql-wasm.wasm"),
        environment: gitEnvironment(),
        metricDirections: statedDirections(),
        ...(texts && { speech: { language: shownLanguage(), texts } }),
      },
      () => {
        this.#announce();
      },
      () => {
        this.#runsChanged.fire();
      },
    );
  }

  /**
   * Opens the registries anew, with the trust and the settings of now. What goes on ends where it
   * began: it may have recorded something already.
   */
  #restart(): void {
    const before = [...this.#open.values()];
    this.#open.clear();
    for (const { registry } of before) registry.closeWhenIdle();
    this.#changed.fire();
  }

  #close(uri: Uri): void {
    const known = this.#open.get(uri.toString());
    this.#open.delete(uri.toString());
    void known?.registry.close();
  }

  /** Disposes the subscriptions. */
  dispose(): void {
    clearTimeout(this.#announcement);
    this.#changed.dispose();
    this.#runsChanged.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
