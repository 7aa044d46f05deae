import { Agent as PlainAgent, type AgentOptions } from "node:http";
import { Agent as SecureAgent } from "node:https";

interface ProxyOptions extends AgentOptions {
  /** Variables by which the agent chooses its proxy. */
  readonly proxyEnv: Readonly<Record<string, string>>;
}

interface Agents {
  readonly proxies: string;
  readonly plain: PlainAgent;
  readonly secure: SecureAgent;
}

/** Variables that name proxies, and the hosts that need none. */
const variables = [
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "NO_PROXY",
  "no_proxy",
];

let agents: Agents | undefined;

/**
 * Returns the agent for a protocol: it goes through the proxy that `HTTPS_PROXY` and `HTTP_PROXY`
 * name, but for hosts in `NO_PROXY`, from Node 22.21 and 24.5 on
 * (https://nodejs.org/api/http.html#built-in-proxy-support). Undefined without a proxy.
 */
export function agentFor(protocol: string): PlainAgent | SecureAgent | undefined {
  const settings = Object.fromEntries(variables.map((name) => [name, process.env[name] ?? ""]));
  const proxies = JSON.stringify(settings);
  const isDirect = variables.slice(0, -2).every((name) => settings[name] === "");
  if (isDirect) return undefined;
  if (agents?.proxies !== proxies) {
    const proxyEnv = Object.fromEntries(
      Object.entries(settings).filter(([, value]) => value !== ""),
    );
    const options: ProxyOptions = { proxyEnv };
    agents = { proxies, plain: new PlainAgent(options), secure: new SecureAgent(options) };
  }
  return protocol === "https:" ? agents.secure : agents.plain;
}
