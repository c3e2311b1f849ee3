/** The shell: who is in, where they are, and what is around every page. */

import type { ComponentChildren } from "preact";
import { words } from "./i18n/language";
import { lazy } from "./parts/lazy";
import { Banner } from "./parts/banner";
import { Empty, Skeleton } from "./parts/state";
import { KeyHelp } from "./parts/keys";
import { Nav } from "./parts/nav";
import { Page } from "./parts/page";
import { Toasts } from "./parts/toast";
import Customers from "./pages/customers/page";
import { SignIn } from "./pages/sign_in";
import { match, path } from "./router";
import { session } from "./state/session";

const Customer = lazy(() => import("./pages/customer/page"));
const Drill = lazy(() => import("./pages/drill/page"));
const Alerts = lazy(() => import("./pages/alerts/page"));
const Approvals = lazy(() => import("./pages/approvals"));
const Review = lazy(() => import("./pages/review"));
const Operations = lazy(() => import("./pages/operations/page"));

type Route = readonly [string, (parts: readonly string[]) => ComponentChildren];

const ROUTES: readonly Route[] = [
  ["/", () => <Customers />],
  ["/customers/:id", ([id = ""]) => <Customer key={id} id={id} />],
  ["/customers/:id/metrics/:metric", ([id = "", metric = ""]) => <Drill key={`${id} ${metric}`} id={id} metric={metric} />],
  ["/alerts", () => <Alerts />],
  ["/review", () => <Review />],
  ["/approvals", () => <Approvals />],
  ["/operations", () => <Operations />],
];

function page(at: string): ComponentChildren {
  for (const [pattern, show] of ROUTES) {
    const parts = match(pattern, at);
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
        {page(path.value)}
      </main>
      <Toasts />
      <KeyHelp />
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
