import { connect } from "../ui/host.ts";
import { monitoringProtocol } from "./protocol.ts";

/** The editor, as the page of monitoring speaks with it. */
export const host = connect(monitoringProtocol);
