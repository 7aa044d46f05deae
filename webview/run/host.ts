import { connect } from "../ui/host.ts";
import { runProtocol } from "./protocol.ts";

/** The editor, as the page of a run speaks with it. */
export const host = connect(runProtocol);
