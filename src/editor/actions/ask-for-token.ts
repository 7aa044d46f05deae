import type { SecretStorage } from "vscode";
import { askForText } from "../pickers/ask.ts";

/**
 * Asks for a token and keeps it in VS Code's secret storage.
 *
 * @param key of the secret; the one that is kept there is suggested
 * @returns undefined if nobody answered; an empty token is forgotten
 */
export async function askForToken(
  title: string,
  prompt: string,
  secrets: SecretStorage,
  key: string,
): Promise<string | undefined> {
  const value = (await secrets.get(key)) ?? "";
  const token = await askForText({ title, prompt, value, isSecret: true });
  if (typeof token === "symbol") return undefined;
  if (token === "") await secrets.delete(key);
  else await secrets.store(key, token);
  return token;
}
