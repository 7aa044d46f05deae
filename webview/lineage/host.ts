import { connect } from "../ui/host.ts";
import { lineageProtocol } from "./protocol.ts";

/** The editor, as the lineage page speaks with it. */
export const host = connect(lineageProtocol);
