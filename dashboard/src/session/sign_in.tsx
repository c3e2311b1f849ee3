/** The way in, and the door that stays shut. */

import type { ComponentChildren } from "preact";
import { goToGoogle } from "./google";
import { words } from "../i18n/language";
import { lazy } from "../ui/feedback/lazy";
import { Told, told } from "../ui/feedback/failure";
import { type Session, signOut } from "./session";
import "./sign_in.css";

const DemoUsers = lazy(() => import("./demo_accounts"));
const CLIENT_ID: string | undefined = import.meta.env["VITE_GOOGLE_CLIENT_ID"];

type Outside = Exclude<Session, { state: "in" | "starting" }>;

export function SignIn({ at }: { at: Outside }) {
  const { product, signIn: t } = words.value;
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <img src="/mark.svg" alt="" width="40" height="40" />
        <h1>Pivot {product}</h1>
        {at.state === "out" && <Out emulated={at.emulated} />}
        {at.state === "refused" && (
          <Refusal title={t.refused} lead={t.refusedLead(at.email)} why={at.problem}>
            <button type="button" class="primary" onClick={() => void signOut()}>
              {t.other}
            </button>
          </Refusal>
        )}
        {at.state === "failed" && (
          <Refusal title={t.failed} why={at.failure}>
            <button type="button" class="primary" onClick={() => location.reload()}>
              {t.again}
            </button>
          </Refusal>
        )}
      </div>
    </main>
  );
}

function Out({ emulated }: { emulated: boolean }) {
  const { signIn: t } = words.value;
  if (emulated) return <DemoUsers />;
  return (
    <>
      <p class="quiet">{t.lead}</p>
      {CLIENT_ID ? (
        <button type="button" class="primary" onClick={() => void goToGoogle(CLIENT_ID)}>
          {t.google}
        </button>
      ) : (
        <p role="alert">{t.unset}</p>
      )}
    </>
  );
}

interface RefusalProps {
  title: string;
  lead?: string;
  why: Error;
  children: ComponentChildren;
}

function Refusal({ title, lead, why, children }: RefusalProps) {
  return (
    <div role="alert" class="refusal">
      <h2>{title}</h2>
      {lead && <p>{lead}</p>}
      <p class="refused">
        <Told lines={told(why)} />
      </p>
      {children}
    </div>
  );
}
