/** The shell: who is in, where they are, and what is around every page. */

import type { ComponentChildren } from "preact";
import { words } from "../i18n/language";
import { lazy } from "../ui/feedback/lazy";
import { Banner } from "./banner";
import { Empty, Skeleton } from "../ui/feedback/placeholder";
import { ShortcutHelp } from "./keyboard";
import { Nav } from "./nav";
import { Page } from "../ui/display/page";
import { Toasts } from "../ui/feedback/toast";
import Customers from "../features/customers/page";
import { SignIn } from "../session/sign_in";
import { matchPath, path } from "../router";
import { session } from "../session/session";

const Customer = lazy(() => import("../features/customer/page"));
const ContextTab = lazy(() => import("./customer_context"));
const DrillDown = lazy(() => import("../features/customer/drill_down/page"));
const Alerts = lazy(() => import("../features/alerts/page"));
const Approvals = lazy(() => import("../features/actions/approvals"));
const Review = lazy(() => import("../features/alerts/review"));
const Operations = lazy(() => import("../features/operations/page"));

type Route = readonly [string, (parts: readonly string[]) => ComponentChildren];

const ROUTES: readonly Route[] = [
  ["/", () => <Customers />],
  ["/customers/:id", ([id = ""]) => <Customer key={id} id={id} ContextTab={ContextTab} />],
  ["/customers/:id/metrics/:metric", ([id = "", metric = ""]) => <DrillDown key={`${id} ${metric}`} id={id} metric={metric} />],
  ["/alerts", () => <Alerts />],
  ["/review", () => <Review />],
  ["/approvals", () => <Approvals />],
  ["/operations", () => <Operations />],
];

function currentPage(at: string): ComponentChildren {
  for (const [pattern, show] of ROUTES) {
    const parts = matchPath(pattern, at);
    if (parts) return show(parts);
  }
  return <NotFound />;
}

function NotFound() {
  const { common } = words.value;
  return (
    <Page title={common.notFound}>
      <Empty title={common.notFound} hint={common.notFoundHint}>
        <a href="/">{common.toCustomers}</a>
      </Empty>
    </Page>
  );
}

export function App() {
  const at = session.value;
  if (at.state === "starting") return <Starting />;
  if (at.state !== "in") return <SignIn at={at} />;
  return (
    <div class="app">
      <a class="skip" href="#content">
        {words.value.skip}
      </a>
      <Nav me={at.me} />
      <main id="content">
        <Banner />
        {currentPage(path.value)}
      </main>
      <Toasts />
      <ShortcutHelp />
    </div>
  );
}

function Starting() {
  return (
    <main class="starting">
      <Skeleton lines={4} label={words.value.signIn.starting} />
    </main>
  );
}
