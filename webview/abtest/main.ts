import "../ui/strict-csp.ts";
import "./abtest.css";
import { startPage } from "../ui/page.ts";
import { host } from "./host.ts";
import { abTestNews } from "./news.ts";
import { abTestView } from "./view.ts";

startPage("abtest", host, abTestView, { news: abTestNews });
