import type { CustomerRow } from "../../api/types";

export function ownerName(owner: CustomerRow["owner"]): string | undefined {
  return owner?.name ?? owner?.email;
}

export function MailLink({ email }: { email: string }) {
  return <a href={`mailto:${encodeURIComponent(email)}`}>{email}</a>;
}
