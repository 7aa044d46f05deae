import { Agent as PlainAgent, type AgentOptions } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { proxiesOf, type Proxies } from "../../core/remotes/proxies.ts";

interface ProxyOptions extends AgentOptions {
  /** Proxies by which the agent chooses. */
  readonly proxyEnv: Proxies;
}

interface Agents {
  readonly proxies: string;
  readonly plain: PlainAgent;
  readonly secure: SecureAgent;
}

let agents: Agents | undefined;

/**
 * Returns the agent for a protocol: it goes through the proxies that the environment names, from
 * Node 22.21 and 24.5 on (https://nodejs.org/api/http.html#built-in-proxy-support). Undefined
 * without a proxy.
 */
export function agentFor(protocol: string): PlainAgent | SecureAgent | undefined {
  const proxyEnv = proxiesOf(process.env);
  if (!proxyEnv) return undefined;
  const proxies = JSON.stringify(proxyEnv);
  if (agents?.proxies !== proxies) {
    const options: ProxyOptions = { proxyEnv };
    agents = { proxies, plain: new PlainAgent(options), secure: new SecureAgent(options) };
  }
  return protocol === "https:" ? agents.secure : agents.plain;
}
