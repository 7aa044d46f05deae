import "../ui/strict-csp.ts";
import "./run.css";
import { startPage } from "../ui/page.ts";
import { host } from "./host.ts";
import { runNews, runView } from "./view.ts";

startPage("run", host, runView, { news: runNews });
