import type { SectionData } from "../../api/customer/context";
import { words } from "../../i18n/language";
import { Facts } from "../../ui/display/facts";
import { inWords } from "../../ui/records/crm_value";
import { MailLink } from "../../ui/records/person";

export function Contact({ contact }: { contact: SectionData<"contact"> }) {
  const { context: t } = words.value;
  const { name, jobTitle, email, phone, company, timezone, language, preference } = contact;
  return (
    <Facts
      of={[
        [t.name, name],
        [t.jobTitle, jobTitle],
        [t.email, email && <MailLink email={email} />],
        [t.phone, phone],
        [t.company, company],
        [t.timezone, timezone],
        [t.language, language && inWords(t.languages, language)],
        [t.preference, preference && inWords(t.channels, preference)],
      ]}
    />
  );
}
