import { connect } from "../ui/host.ts";
import { inspectProtocol } from "./protocol.ts";

/** The editor, as the inspect page speaks with it. */
export const host = connect(inspectProtocol);
