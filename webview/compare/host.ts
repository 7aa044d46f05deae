import { connect } from "../ui/host.ts";
import { compareProtocol } from "./protocol.ts";

/** The editor, as the compare page speaks with it. */
export const host = connect(compareProtocol);
