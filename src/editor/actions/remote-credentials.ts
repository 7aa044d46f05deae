import { type Disposable, l10n, type SecretStorage } from "vscode";
import { parseRemoteAddress } from "../../core/remotes/remote-address.ts";
import { GivenCredentials } from "../../registry/exchange/given-credentials.ts";
import { afterPause } from "../after-pause.ts";
import { log } from "../log.ts";
import { askForText, required } from "../pickers/ask.ts";
import type { FolderRegistry, Registries } from "../registries.ts";

/**
 * Gives the registries of the window the credentials that VS Code's secret storage has for their
 * remotes, once each.
 */
export function useStoredCredentials(registries: Registries, secrets: SecretStorage): Disposable {
  const known = new WeakMap<FolderRegistry["registry"], string>();
  const look = async (): Promise<void> => {
    for (const { registry } of registries.all()) {
      const status = await registry.call("remoteStatus", {}).catch(() => undefined);
      if (!status?.approved || known.get(registry) === status.address) continue;
      known.set(registry, status.address);
      for (const place of placesOf(status.address)) {
        const credentials = await storedCredentials(secrets, place);
        if (credentials) await registry.call("useCredentials", { place, credentials });
      }
    }
  };
  const looking = afterPause(0, look, (error) => {
    log().error(`credentials of remotes: ${String(error)}`);
  });
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
 * Asks for the credentials of a remote that refused those it got, and stores them. They are kept by
 * VS Code and never written into the workspace.
 *
 * @returns false if the person does not give any, or the remote takes none
 */
export async function askForCredentials(
  { registry }: FolderRegistry,
  address: string,
  secrets: SecretStorage,
): Promise<boolean> {
  let isGiven = false;
  for (const place of placesOf(address)) {
    const credentials = await askFor(place);
    if (!credentials) return false;
    await secrets.store(keyOf(place), JSON.stringify(credentials));
    await registry.call("useCredentials", { place, credentials });
    isGiven = true;
  }
  return isGiven;
}

async function askFor(place: string): Promise<GivenCredentials | undefined> {
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
