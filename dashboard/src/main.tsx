// First, because the features override some of these styles.
import "./ui/style/tokens.css";
import "./ui/style/base.css";
import "./ui/display/display.css";
import "./ui/display/page.css";
import "./ui/display/tables.css";
import "./ui/controls/controls.css";
import "./ui/feedback/feedback.css";
import "./ui/records/records.css";
import "./shell/shell.css";
import "./ui/style/print.css";
import { render } from "preact";
import { App } from "./shell/app";
import { listenForKeys } from "./shell/keys/keyboard";
import { listenForRowClicks } from "./shell/keys/rows";
import { keepPlaces } from "./shell/place";
import { interceptLinks } from "./router";
import { startAutoRefresh } from "./api/refresh";
import { startSession } from "./session/session";
import "./ui/style/theme";

interceptLinks();
listenForKeys();
listenForRowClicks();
keepPlaces();
startAutoRefresh();
void startSession();
render(<App />, document.getElementById("app") as HTMLElement);
