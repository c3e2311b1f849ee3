/** The root: shows sign-in, or the page of the current address inside the common frame. */

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { countView, type PageKind } from "../api/view_counts";
import Customers from "../features/customers/page";
import { words } from "../i18n/language";
import { matchPath, path } from "../router";
import { session } from "../session/session";
import { SignIn } from "../session/sign_in";
import { Dialogs } from "../ui/controls/dialogs";
import { Page } from "../ui/display/page";
import { lazy } from "../ui/feedback/lazy";
import { Empty, Skeleton } from "../ui/feedback/placeholder";
import { Toasts } from "../ui/feedback/toast";
import { ActionRequest } from "./action_request";
import { Banner } from "./banner";
import { Palette } from "./keys/palette";
import { ShortcutHelp } from "./keys/shortcut_help";
import { Nav } from "./nav";
import { Neighbours } from "./neighbours";

const Customer = lazy(() => import("../features/customer/page"));
const ContextTab = lazy(() => import("./customer_context"));
const CustomerActions = lazy(() => import("./customer_actions"), null);
const OpenTickets = lazy(
  () => import("../features/context/open_tickets"),
  <section class="box">
    <Skeleton lines={4} />
  </section>,
);
const DrillDown = lazy(() => import("../features/customer/drill_down/page"));
const Alerts = lazy(() => import("../features/alerts/page"));
const Approvals = lazy(() => import("../features/actions/approvals"));
const Review = lazy(() => import("../features/alerts/review"));
const Reports = lazy(() => import("../features/reports/page"));
const Operations = lazy(() => import("../features/operations/page"));

type Route = readonly [string, (params: readonly string[]) => ComponentChildren, PageKind];

const ROUTES: readonly Route[] = [
  ["/", () => <Customers />, "customers"],
  [
    "/customers/:id",
    ([id = ""]) => (
      <Customer
        key={id}
        id={id}
        ContextTab={ContextTab}
        Neighbours={Neighbours}
        Actions={CustomerActions}
        OpenTickets={OpenTickets}
      />
    ),
    "customer",
  ],
  [
    "/customers/:id/metrics/:metric",
    ([id = "", metric = ""]) => <DrillDown key={`${id} ${metric}`} id={id} metric={metric} />,
    "metric",
  ],
  ["/alerts", () => <Alerts />, "alerts"],
  ["/review", () => <Review />, "review"],
  ["/approvals", () => <Approvals />, "approvals"],
  ["/reports", () => <Reports />, "reports"],
  ["/operations", () => <Operations />, "operations"],
];

function pageOf(address: string): ComponentChildren {
  for (const [pattern, show, kind] of ROUTES) {
    const params = matchPath(pattern, address);
    if (params) return <Counted kind={kind}>{show(params)}</Counted>;
  }
  return <NotFound />;
}

/** Counts a view of its page whenever the address leads to it. */
function Counted({ kind, children }: { kind: PageKind; children: ComponentChildren }) {
  useEffect(() => countView(kind), [kind, path.value]);
  return <>{children}</>;
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
  const current = session.value;
  if (current.state === "starting") return <Starting />;
  if (current.state !== "in") return <SignIn session={current} />;
  return (
    <div class="app">
      <a class="skip" href="#content">
        {words.value.skip}
      </a>
      <Nav me={current.me} />
      <main id="content">
        <Banner />
        {pageOf(path.value)}
      </main>
      <Dialogs />
      <Toasts />
      <ActionRequest />
      <Palette />
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
