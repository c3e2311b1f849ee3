/** The accounts that `make run` makes, to sign in with, and any other address. The emulator takes a
 * token that nobody has signed. */

import { words } from "../i18n/language";
import { text } from "../ui/controls/form";
import { signIn } from "./session";

const ACCOUNTS = ["agent", "supervisor", "executive", "admin"] as const;
const OUTSIDER = "visitor@elsewhere.example.com";

function enter(email: string): void {
  const idToken = JSON.stringify({ sub: email, email, email_verified: true });
  void signIn({ idToken });
}

export default function DemoUsers() {
  const { signIn: t, roles } = words.value;
  return (
    <section class="demo-users" aria-label={t.demo}>
      <p class="quiet">{t.demo}</p>
      {ACCOUNTS.map((role) => (
        <Account key={role} email={`${role}@example.com`} label={roles[role]} />
      ))}
      <Account email={OUTSIDER} label={t.outsider} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enter(text(new FormData(event.currentTarget), "email"));
        }}
      >
        <input name="email" type="email" required aria-label={t.address} placeholder={t.address} />
        <button type="submit">{t.title}</button>
      </form>
    </section>
  );
}

function Account({ email, label }: { email: string; label: string }) {
  return (
    <button type="button" onClick={() => enter(email)}>
      <strong>{label}</strong> <span class="quiet">{email}</span>
    </button>
  );
}
