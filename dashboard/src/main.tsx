import { render } from "preact";
import { App } from "./app";
import { listenForKeys } from "./parts/keys";
import { interceptLinks } from "./router";
import { keepFresh } from "./state/refresh";
import { start } from "./state/session";
import "./state/theme";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/pages.css";

interceptLinks();
listenForKeys();
keepFresh();
void start();
render(<App />, document.getElementById("app") as HTMLElement);
