/** The sign-in page, also for an account that the API refuses. */

import type { ComponentChildren } from "preact";
import { words } from "../i18n/language";
import { failureLines, FailureText } from "../ui/feedback/failure";
import { lazy } from "../ui/feedback/lazy";
import { startGoogleSignIn } from "./google";
import { type Session, signOut } from "./session";
import "./sign_in.css";

const DemoAccounts = lazy(() => import("./demo_accounts"));
const CLIENT_ID: string | undefined = import.meta.env["VITE_GOOGLE_CLIENT_ID"];

type SignedOut = Exclude<Session, { state: "in" | "starting" }>;

export function SignIn({ session }: { session: SignedOut }) {
  const { product, signIn: t } = words.value;
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <img src="/mark.svg" alt="" width="40" height="40" />
        <h1>Pivot {product}</h1>
        {session.state === "out" && session.ended && <p role="alert">{t.ended}</p>}
        {session.state === "out" && <SignInChoice emulated={session.emulated} />}
        {session.state === "refused" && (
          <SignInError
            title={t.refused}
            lead={t.refusedLead(session.email)}
            failure={session.problem}
          >
            <button type="button" class="primary" onClick={() => void signOut()}>
              {t.otherAccount}
            </button>
          </SignInError>
        )}
        {session.state === "failed" && (
          <SignInError title={t.failed} failure={session.failure}>
            <button type="button" class="primary" onClick={() => location.reload()}>
              {t.retry}
            </button>
          </SignInError>
        )}
      </div>
    </main>
  );
}

function SignInChoice({ emulated }: { emulated: boolean }) {
  const { signIn: t } = words.value;
  if (emulated) return <DemoAccounts />;
  return (
    <>
      <p class="quiet">{t.lead}</p>
      {CLIENT_ID ? (
        <button type="button" class="primary" onClick={() => void startGoogleSignIn(CLIENT_ID)}>
          {t.google}
        </button>
      ) : (
        <p role="alert">{t.noClientId}</p>
      )}
    </>
  );
}

interface SignInErrorProps {
  title: string;
  lead?: string;
  failure: Error;
  children: ComponentChildren;
}

function SignInError({ title, lead, failure, children }: SignInErrorProps) {
  return (
    <div role="alert" class="refusal">
      <h2>{title}</h2>
      {lead && <p>{lead}</p>}
      <p class="refused">
        <FailureText lines={failureLines(failure)} />
      </p>
      {children}
    </div>
  );
}
