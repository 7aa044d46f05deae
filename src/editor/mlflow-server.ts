import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import {
  commands,
  l10n,
  StatusBarAlignment,
  window,
  type Disposable,
  type ExtensionContext,
  type StatusBarItem,
} from "vscode";
import * as z from "zod";
import { commandLine } from "./command-line.ts";
import { log } from "./log.ts";
import { showErrorMessage } from "./messages.ts";

const Beginning = z.object({ url: z.url(), token: z.string() });

/** Address of a server, and the secret that its clients need. */
export type ServerAddress = z.infer<typeof Beginning>;

/** Variables of MLflow's clients. */
const variables = { uri: "MLFLOW_TRACKING_URI", token: "MLFLOW_TRACKING_TOKEN" } as const;

/**
 * The server for clients of MLflow: `model-registry serve` as a process of its own, so that no request
 * holds up the extension host. It ends with this window, however the window ends. While it runs, new
 * terminals have its address and token.
 */
export class MlflowServer implements Disposable {
  readonly #context: ExtensionContext;
  readonly #item: StatusBarItem;
  #running: { readonly child: ChildProcess; readonly address: ServerAddress } | undefined;
  #starting: Promise<ServerAddress> | undefined;

  constructor(context: ExtensionContext) {
    this.#context = context;
    this.#item = window.createStatusBarItem("modelRegistry.mlflow", StatusBarAlignment.Left, 9);
    this.#item.name = l10n.t("MLflow Server");
    this.#item.command = "modelRegistry.startMlflowServer";
    // VS Code keeps the variables of a window that has crashed.
    this.#show(undefined);
  }

  /** Address of the running server. */
  get address(): ServerAddress | undefined {
    return this.#running?.address;
  }

  /**
   * Starts the server of a folder, unless one is running or about to.
   *
   * @throws Error with what the command said if it can't be started
   */
  async start(folder: string, port: number): Promise<ServerAddress> {
    if (this.#running) return this.#running.address;
    this.#starting ??= this.#launch(folder, port).finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #launch(folder: string, port: number): Promise<ServerAddress> {
    const { command, args, env } = commandLine(this.#context, [
      ...["serve", "--json", "--folder", folder],
      ...["--port", String(port), "--stop-with-input"],
    ]);
    const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env } });
    const errors: string[] = [];
    child.stderr.on("data", (text: Buffer) => {
      errors.push(text.toString("utf8").slice(0, 10_000));
      if (errors.length > 20) errors.shift();
      log().warn(`MLflow server: ${text.toString("utf8").trimEnd()}`);
    });
    const address = await beginning(child, errors);
    const running = { child, address };
    this.#running = running;
    child.once("exit", (code) => {
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#show(undefined);
      const reason = l10n.t("It ended with code {0}; see the log for details.", code ?? -1);
      void showErrorMessage(`${l10n.t("The MLflow server has stopped.")} ${reason}`);
    });
    this.#show(address);
    return address;
  }

  /** Stops the server; nothing happens if none is running. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    this.#show(undefined);
    const ended = once(running.child, "exit");
    running.child.stdin?.end();
    await ended;
  }

  dispose(): void {
    this.#running?.child.stdin?.end();
    this.#running = undefined;
    this.#show(undefined);
    this.#item.dispose();
  }

  #show(address: ServerAddress | undefined): void {
    const { environmentVariableCollection: collection } = this.#context;
    if (address) {
      collection.replace(variables.uri, address.url);
      collection.replace(variables.token, address.token);
      this.#item.text = `$(broadcast) MLflow ${new URL(address.url).host}`;
      this.#item.tooltip = l10n.t(
        "The MLflow server of this workspace: {0}. New terminals use it.",
        address.url,
      );
      this.#item.show();
    } else {
      for (const name of Object.values(variables)) collection.delete(name);
      this.#item.hide();
    }
    void commands.executeCommand("setContext", "modelRegistry.mlflowServer", address !== undefined);
  }
}

/** Waits for the first line of the server, which says where it is. */
async function beginning(child: ChildProcess, errors: readonly string[]): Promise<ServerAddress> {
  if (!child.stdout) throw new Error("it has no output");
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise<string | undefined>((resolve, reject) => {
    lines.once("line", resolve);
    child.once("error", reject);
    child.once("exit", () => {
      resolve(undefined);
    });
  });
  if (line !== undefined) return Beginning.parse(JSON.parse(line));
  throw new Error(reasonIn(errors.join("")));
}

const Failure = z.object({ error: z.object({ message: z.string(), wayOut: z.string() }) });

/** Returns the sentences of the error that the command printed. */
function reasonIn(text: string): string {
  try {
    const { message, wayOut } = Failure.parse(JSON.parse(text)).error;
    return `${message} ${wayOut}`;
  } catch {
    return text.trim().slice(0, 500);
  }
}
