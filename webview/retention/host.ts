import { connect } from "../ui/host.ts";
import { retentionProtocol } from "./protocol.ts";

/** The editor, as the retention page speaks with it. */
export const host = connect(retentionProtocol);
