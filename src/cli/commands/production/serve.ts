import { randomBytes } from "node:crypto";
import { InvalidArgumentError, Option, type Command } from "commander";
import { isLoopback } from "../../../server/http/access.ts";
import { startServer } from "../../../server/server.ts";
import { CliError } from "../../failure.ts";
import { addHelp, repeated } from "../../options.ts";
import { remedies } from "../../refusals/remedies.ts";
import { reportedError } from "../../reported-error.ts";
import { run } from "../../run.ts";

interface ServeOptions {
  readonly port: number;
  readonly host: string;
  /** False: none is needed. */
  readonly token?: string | false;
  readonly allowedHost: readonly string[];
  readonly acceptDanger: boolean;
  readonly webhookOrigin: readonly string[];
  readonly stopWithInput: boolean;
}

/** Port of MLflow's own server. */
const defaultPort = 5000;

/** Defines `model-registry serve`. */
export function defineServe(command: Command): void {
  addHelp(command, {
    more: "It speaks MLflow's REST protocol, so training scripts need no other change than MLFLOW_TRACKING_URI. Only programs of this machine reach it unless --host says otherwise. It ends when it is interrupted.",
    examples: [
      "serve",
      "serve --port 0 --json",
      "serve --host 0.0.0.0 --allowed-host training.example.org",
    ],
  });
  command
    .option("--port <number>", "port to listen on; 0 for any free one", port, defaultPort)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(
      new Option(
        "--token <secret>",
        "secret that clients must send (default: a new one each time)",
      ).env("MODEL_REGISTRY_TOKEN"),
    )
    .option("--no-token", "let every program of this machine in")
    .option(
      "--allowed-host <name>",
      "another name by which clients reach it; can be repeated",
      repeated,
      [],
    )
    .option(
      "--webhook-origin <origin>",
      "place that webhooks may be at, such as https://hooks.example.org; can be repeated",
      repeatedOrigin,
      [],
    )
    .option(
      "--accept-danger",
      "register models that run code of their own when they are loaded, as MLflow does; recorded with each",
      false,
    )
    .option(
      "--stop-with-input",
      "end when standard input does, for programs that start the server",
      false,
    )
    .action((options: ServeOptions, command: Command) =>
      run(
        command,
        async ({ registry, output, task }) => {
          const { host, allowedHost } = options;
          const token = givenToken(options);
          const server = await startServer(registry, {
            port: options.port,
            host,
            token,
            allowedHosts: allowedHost,
            acceptDanger: options.acceptDanger,
            webhookOrigins: options.webhookOrigin,
            remedies: { ...remedies, "dangerous-file": dangerRemedy },
            onFailure: (error) => {
              output.warning(reportedError(error));
              output.end();
            },
          });
          // From here on the index is saved when nothing happens.
          const stop = registry.watch(() => undefined);
          try {
            output.event(
              { url: server.url, token: token ?? null, process: process.pid },
              environmentLine(server.url, token),
            );
            output.note("Serving. Press Ctrl+C to stop.");
            await Promise.race([
              aborted(task.signal),
              ...(options.stopWithInput ? [inputEnd()] : []),
            ]);
          } finally {
            process.stdin.pause();
            stop();
            await server.close();
          }
        },
        { needsRegistry: false },
      ),
    );
}

function dangerRemedy(): string {
  return "Don't load it. To register it all the same, give the version the tag model_registry.accept_danger = true, or start the server with --accept-danger; both are recorded.";
}

/** Returns the line for a shell that leads clients here. */
function environmentLine(url: string, token: string | undefined): string {
  const secret = token === undefined ? "" : ` MLFLOW_TRACKING_TOKEN=${token}`;
  return `export MLFLOW_TRACKING_URI=${url}${secret}`;
}

/** @throws CliError `usage` */
function givenToken({ token, host }: ServeOptions): string | undefined {
  if (token === false) {
    if (isLoopback(host)) return undefined;
    throw new CliError({
      reason: "not-understood",
      problem: `--no-token is for this machine only, not for ${host}`,
      help: "model-registry serve --help",
    });
  }
  if (token === undefined) return randomBytes(24).toString("base64url");
  if (/^[\w.~+/=-]{16,512}$/.test(token)) return token;
  throw new CliError({
    reason: "not-understood",
    problem: "the token must have 16 to 512 characters: letters, digits and . _ ~ + / = -",
    help: "model-registry serve --help",
  });
}

function repeatedOrigin(text: string, previous: readonly string[]): readonly string[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/") {
    return repeated(url.origin, previous);
  }
  throw new InvalidArgumentError("Write a scheme and a host, such as https://hooks.example.org.");
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}

/** A program that has ended, however it did, has closed its end of the input. */
function inputEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ["end", "close", "error"]) {
      process.stdin.once(event, () => {
        resolve();
      });
    }
    process.stdin.resume();
  });
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => {
      resolve();
    });
  });
}
