/** The accounts that `make run` makes, to sign in with. The emulator takes an unsigned token. */

import { words } from "../i18n/language";
import { signIn } from "../state/session";

const ACCOUNTS = ["agent", "supervisor", "executive", "admin"] as const;
const OUTSIDER = "visitor@elsewhere.example.com";

export default function DemoUsers() {
  const { signIn: t } = words.value;
  return (
    <section class="demo-users" aria-label={t.demo}>
      <p class="quiet">{t.demo}</p>
      {ACCOUNTS.map((role) => (
        <Account email={`${role}@example.com`} label={words.value.roles[role]} />
      ))}
      <Account email={OUTSIDER} label={t.outsider} />
    </section>
  );
}

function Account({ email, label }: { email: string; label: string }) {
  const idToken = JSON.stringify({ sub: email, email, email_verified: true });
  return (
    <button type="button" onClick={() => void signIn({ idToken })}>
      <strong>{label}</strong> <span class="quiet">{email}</span>
    </button>
  );
}
