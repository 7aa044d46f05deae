import { connect } from "../ui/host.ts";
import { auditProtocol } from "./protocol.ts";

/** The editor, as the audit page speaks with it. */
export const host = connect(auditProtocol);
