/** Sign-in with the accounts that `make run` creates, or with any other address. Only the Auth
 * emulator accepts it: the token is not signed. */

import { words } from "../i18n/language";
import { fieldText } from "../ui/controls/form";
import { signIn } from "./session";

const ACCOUNTS = ["agent", "supervisor", "executive", "admin"] as const;
const REFUSED_ACCOUNT = "visitor@elsewhere.example.com";

function signInAs(email: string): void {
  const idToken = JSON.stringify({ sub: email, email, email_verified: true });
  void signIn({ idToken });
}

export default function DemoAccounts() {
  const { signIn: t, roles } = words.value;
  return (
    <section class="demo-users" aria-label={t.demoAccounts}>
      <p class="quiet">{t.demoAccounts}</p>
      {ACCOUNTS.map((role) => (
        <AccountButton key={role} email={`${role}@example.com`} label={roles[role]} />
      ))}
      <AccountButton email={REFUSED_ACCOUNT} label={t.refusedAccount} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          signInAs(fieldText(new FormData(event.currentTarget), "email"));
        }}
      >
        <input name="email" type="email" required aria-label={t.address} placeholder={t.address} />
        <button type="submit">{t.title}</button>
      </form>
    </section>
  );
}

function AccountButton({ email, label }: { email: string; label: string }) {
  return (
    <button type="button" onClick={() => signInAs(email)}>
      <strong>{label}</strong> <span class="quiet">{email}</span>
    </button>
  );
}
