import "../ui/strict-csp.ts";
import "./monitoring.css";
import { startPage } from "../ui/page.ts";
import { host } from "./host.ts";
import { monitoringNews, monitoringView } from "./view.ts";

startPage("monitoring", host, monitoringView, { news: monitoringNews });
