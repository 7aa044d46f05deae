import { l10n, type SecretStorage } from "vscode";
import { isHubAddress, parseHubAddress } from "../../registry/interchange/hub-address.ts";
import { hubServer, isHubOffline } from "../../registry/interchange/hub-server.ts";
import { askForText } from "../pickers/ask.ts";
import { askForToken } from "./ask-for-token.ts";

type Address = NonNullable<ReturnType<typeof parseHubAddress>>;
type Server = Awaited<ReturnType<typeof hubServer>>;

/** A repository on a hub, and the hub; absent where nothing of the network is wanted. */
export interface HubPlace {
  readonly address: Address;
  readonly server: Server | undefined;
}

/**
 * Asks for a repository on the Hugging Face Hub, or on that of `HF_ENDPOINT`, and, where the Hub's own
 * library has no token, for one, which is kept in VS Code's secret storage.
 *
 * @param texts prompts for the repository and for the token
 */
export async function askForHub(
  title: string,
  texts: { readonly repository: string; readonly token: string },
  secrets: SecretStorage,
): Promise<HubPlace | undefined> {
  const text = await askForText({
    title,
    prompt: texts.repository,
    problem: (typed) =>
      parsed(typed)
        ? undefined
        : l10n.t("Enter organization/name, or organization/name@revision for another than main."),
  });
  const address = typeof text === "symbol" ? undefined : parsed(text);
  if (!address) return undefined;
  if (isHubOffline(process.env)) return { address, server: undefined };
  const server = await hubServer(process.env);
  if (server.authorization !== undefined) return { address, server };
  const token = await askForToken(title, texts.token, secrets, `hub:${new URL(server.url).origin}`);
  if (token === undefined) return undefined;
  return { address, server: token === "" ? server : await hubServer(process.env, token) };
}

/** A repository may be given without its scheme, as the Hub's pages show it. */
function parsed(text: string): Address | undefined {
  const given = text.trim();
  return parseHubAddress(isHubAddress(given) ? given : `hf://${given}`);
}
