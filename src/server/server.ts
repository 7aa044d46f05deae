import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { RegistryError } from "../core/refusals/refusal.ts";
import type { Remedies } from "../core/refusals/words.ts";
import { sealObservations } from "../registry/observations/seal-observations.ts";
import type { Registry } from "../registry/registry.ts";
import { sealRuns } from "../registry/runs/finish-run.ts";
import { addArtifactProxy } from "./artifacts/proxy.ts";
import { artifactRoutes } from "./artifacts/routes.ts";
import { addDownloads } from "./downloads/downloads.ts";
import { isLoopback, type AccessRules } from "./http/access.ts";
import { createApp } from "./http/app.ts";
import { modelRoutes } from "./models/routes.ts";
import { abTestRoutes } from "./production/ab-tests.ts";
import { observationRoutes } from "./production/observations.ts";
import { experimentRoutes } from "./tracking/experiments.ts";
import { historyRoutes } from "./tracking/histories.ts";
import { loggedModelRoutes } from "./tracking/logged-models.ts";
import { loggingRoutes } from "./tracking/logging.ts";
import { runRoutes } from "./tracking/runs.ts";
import { versionRoutes } from "./versions/routes.ts";
import { startDeliveries } from "./webhooks/queues.ts";
import { webhookRoutes } from "./webhooks/routes.ts";

export interface ServerOptions extends AccessRules {
  /** 0 for any free one. */
  readonly port: number;
  /** Origins that webhooks may be at: `https://hooks.example.org`. */
  readonly webhookOrigins?: readonly string[];
  /** Register models that run code of their own when they are loaded; recorded with each. */
  readonly acceptDanger?: boolean;
  /** Remedies that refusals name. */
  readonly remedies: Remedies;
  /** Called with every failure that is the server's own. */
  readonly onFailure: (error: unknown) => void;
}

/** A server that answers. */
export interface RunningServer {
  /** `http://127.0.0.1:5000` */
  readonly url: string;
  /** Stops accepting, lets running requests end, and closes. */
  readonly close: () => Promise<void>;
}

const routes = [
  ...modelRoutes,
  ...versionRoutes,
  ...experimentRoutes,
  ...runRoutes,
  ...loggingRoutes,
  ...historyRoutes,
  ...loggedModelRoutes,
  ...artifactRoutes,
  ...observationRoutes,
  ...abTestRoutes,
];

/** Time (ms) that running requests have for their end when the server is closed. */
const closeTimeout = 5_000;
/** Time (ms) after which a connection on which nothing happens is closed. */
const idleTimeout = 120_000;

/**
 * Serves the registry to clients of MLflow.
 *
 * @throws Error if the address can't be listened on, or if others could reach it without a token
 */
export async function startServer(
  registry: Registry,
  {
    port,
    host,
    acceptDanger = false,
    webhookOrigins = [],
    remedies,
    onFailure,
    ...access
  }: ServerOptions,
): Promise<RunningServer> {
  registry.requireTrust();
  if (access.token === undefined && !isLoopback(host)) {
    throw new Error(`a server on ${host} needs a token`);
  }
  const app = createApp({
    registry,
    access: { ...access, host },
    acceptDanger,
    routes: [...routes, ...webhookRoutes(webhookOrigins)],
    extend: (added) => {
      addArtifactProxy(added, registry);
      addDownloads(added, registry);
    },
    remedies,
    onFailure,
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // An upload may take as long as it goes on.
  server.requestTimeout = 0;
  server.timeout = idleTimeout;
  server.keepAliveTimeout = 65_000;
  await listen(server, port, host);
  const sealing = setInterval(() => void sealLogs(registry, quietFor, onFailure), quietFor);
  const { port: bound } = server.address() as AddressInfo;
  const endDeliveries = await startDeliveries(registry, webhookOrigins, onFailure);
  const close = async (): Promise<void> => {
    clearInterval(sealing);
    await endDeliveries();
    await closeServer(server);
    await sealLogs(registry, 0, onFailure);
  };
  const name = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${name}:${bound}`, close };
}

/** Time (ms) without a line after which the log of a run that has ended is sealed. */
const quietFor = 60_000;

/**
 * Seals what was logged to runs after their end, and at the end of the server what was observed. What
 * fails now is tried again.
 */
async function sealLogs(
  registry: Registry,
  quiet: number,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const report = (error: unknown): void => {
    if (!(error instanceof RegistryError)) onFailure(error);
  };
  await sealRuns(registry, { quietFor: quiet }).catch(report);
  if (quiet === 0) await sealObservations(registry).catch(report);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, closeTimeout);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
