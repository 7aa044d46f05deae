import { type Disposable, l10n, type SecretStorage } from "vscode";
import { parseRemoteAddress } from "../../core/remotes/remote-address.ts";
import { GivenCredentials } from "../../registry/exchange/given-credentials.ts";
import { afterPause } from "../after-pause.ts";
import { log } from "../log.ts";
import { askForText, required } from "../pickers/ask.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { withCredentials, type CredentialSteps } from "./with-credentials.ts";

/**
 * Gives the registries of the window the credentials that VS Code's secret storage has for their
 * remotes, once each.
 */
export function useStoredCredentials(registries: Registries, secrets: SecretStorage): Disposable {
  const known = new WeakMap<FolderRegistry["registry"], string>();
  const giveStored = async (registry: FolderRegistry["registry"]): Promise<void> => {
    const status = await registry.call("remoteStatus", {}).catch(() => undefined);
    if (!status?.approved || known.get(registry) === status.address) return;
    for (const place of placesOf(status.address)) {
      const credentials = await storedCredentials(secrets, place);
      if (credentials) await registry.useCredentials({ place, credentials });
    }
    known.set(registry, status.address);
  };
  const failed = (error: unknown): void => {
    log().error(`credentials of remotes: ${String(error)}`);
  };
  const look = async (): Promise<void> => {
    for (const { registry } of registries.all()) await giveStored(registry).catch(failed);
  };
  const looking = afterPause(0, look, failed);
  looking.soon();
  const listening = registries.onDidChange(looking.soon);
  return {
    dispose: () => {
      listening.dispose();
      looking.dispose();
    },
  };
}

/**
 * Does work with a remote, and again with credentials that the person gives for the place that denied
 * it. They are kept by VS Code, once they have worked, and never written into the workspace.
 *
 * @throws RegistryError as the work does
 */
export function askWhereDenied<T>(
  { registry }: FolderRegistry,
  secrets: SecretStorage,
  work: () => Promise<T>,
): Promise<T> {
  const steps: CredentialSteps = {
    ask: askFor,
    give: (place, credentials) => registry.useCredentials({ place, credentials }),
    store: async (place, credentials) => {
      await secrets.store(keyOf(place), JSON.stringify(credentials));
    },
    withdraw: async (place) => {
      const credentials = await storedCredentials(secrets, place);
      await registry.useCredentials({ place, ...(credentials && { credentials }) });
    },
  };
  return withCredentials(steps, work);
}

/** Asks for the credentials of a place; undefined if the person gives none, or it takes none. */
async function askFor(place: string): Promise<GivenCredentials | undefined> {
  if (!placesOf(place).includes(place)) return undefined;
  const title = l10n.t("Credentials for {0}", place);
  const stays = l10n.t("They are kept in VS Code’s secret storage.");
  if (place.startsWith("postgres")) {
    const password = await askForText({
      title,
      prompt: `${l10n.t("Enter the password of the database.")} ${stays}`,
      isSecret: true,
      problem: required(l10n.t("Enter a password.")),
    });
    return typeof password === "symbol" ? undefined : { kind: "password", password };
  }
  const accessKeyId = await askForText({
    title,
    prompt: `${l10n.t("Enter the access key ID.")} ${stays}`,
    problem: required(l10n.t("Enter an access key ID.")),
  });
  if (typeof accessKeyId === "symbol") return undefined;
  const secretAccessKey = await askForText({
    title,
    prompt: `${l10n.t("Enter the secret access key.")} ${stays}`,
    isSecret: true,
    problem: required(l10n.t("Enter a secret access key.")),
  });
  if (typeof secretAccessKey === "symbol") return undefined;
  return { kind: "keys", accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() };
}

/** Returns the places of an address that ask for credentials of their own. */
function placesOf(address: string): readonly string[] {
  const parsed = parseRemoteAddress(address);
  if (typeof parsed === "string") return [];
  if (parsed.kind === "s3") return [address];
  if (parsed.kind !== "postgres") return [];
  return parsed.objects.startsWith("s3://") ? [address, parsed.objects] : [address];
}

async function storedCredentials(
  secrets: SecretStorage,
  place: string,
): Promise<GivenCredentials | undefined> {
  const text = await secrets.get(keyOf(place));
  if (text === undefined) return undefined;
  try {
    return GivenCredentials.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function keyOf(place: string): string {
  return `remote-credentials ${place}`;
}
