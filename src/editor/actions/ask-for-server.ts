import { l10n, type SecretStorage } from "vscode";
import { isServerAddress, mlflowServer } from "../../registry/interchange/server-address.ts";
import { askForText } from "../pickers/ask.ts";
import { askForToken } from "./ask-for-token.ts";

type Server = ReturnType<typeof mlflowServer>;

/**
 * Asks for the address of an MLflow server and, where none is known, for its token, which is kept in
 * VS Code's secret storage. An empty one means that the server wants none.
 */
export async function askForServer(
  title: string,
  secrets: SecretStorage,
): Promise<Server | undefined> {
  const address = await askForText({
    title,
    prompt: l10n.t(
      "Enter the address of the MLflow server, for example https://mlflow.example.org",
    ),
    value: process.env["MLFLOW_TRACKING_URI"] ?? "",
    problem: (text) =>
      isServerAddress(text.trim()) && URL.canParse(text.trim())
        ? undefined
        : l10n.t("Enter an address that begins with http:// or https://."),
  });
  if (typeof address === "symbol") return undefined;
  const server = mlflowServer(address.trim(), process.env);
  if (server.authorization !== undefined) return server;
  const token = await askForToken(
    title,
    l10n.t("Enter its token, or nothing if it wants none. It is kept in VS Code's secret storage."),
    secrets,
    `mlflow:${new URL(server.url).origin}`,
  );
  if (token === undefined) return undefined;
  return token === "" ? server : mlflowServer(server.url, { MLFLOW_TRACKING_TOKEN: token });
}
