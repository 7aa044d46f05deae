import { connect } from "../ui/host.ts";
import { versionProtocol } from "./protocol.ts";

/** The editor, as the version page speaks with it. */
export const host = connect(versionProtocol);
