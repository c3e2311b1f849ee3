/** The way in, and the door that stays shut. */

import type { ComponentChildren } from "preact";
import { startGoogleSignIn } from "./google";
import { words } from "../i18n/language";
import { lazy } from "../ui/feedback/lazy";
import { FailureText, failureLines } from "../ui/feedback/failure";
import { type Session, signOut } from "./session";
import "./sign_in.css";

const DemoUsers = lazy(() => import("./demo_accounts"));
const CLIENT_ID: string | undefined = import.meta.env["VITE_GOOGLE_CLIENT_ID"];

type SignedOut = Exclude<Session, { state: "in" | "starting" }>;

export function SignIn({ at }: { at: SignedOut }) {
  const { product, signIn: t } = words.value;
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <img src="/mark.svg" alt="" width="40" height="40" />
        <h1>Pivot {product}</h1>
        {at.state === "out" && <SignInChoice emulated={at.emulated} />}
        {at.state === "refused" && (
          <SignInError title={t.refused} lead={t.refusedLead(at.email)} why={at.problem}>
            <button type="button" class="primary" onClick={() => void signOut()}>
              {t.otherAccount}
            </button>
          </SignInError>
        )}
        {at.state === "failed" && (
          <SignInError title={t.failed} why={at.failure}>
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
  if (emulated) return <DemoUsers />;
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
  why: Error;
  children: ComponentChildren;
}

function SignInError({ title, lead, why, children }: SignInErrorProps) {
  return (
    <div role="alert" class="refusal">
      <h2>{title}</h2>
      {lead && <p>{lead}</p>}
      <p class="refused">
        <FailureText lines={failureLines(why)} />
      </p>
      {children}
    </div>
  );
}
