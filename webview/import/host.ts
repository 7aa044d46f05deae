import { connect } from "../ui/host.ts";
import { importProtocol } from "./protocol.ts";

/** The editor, as the import page speaks with it. */
export const host = connect(importProtocol);
