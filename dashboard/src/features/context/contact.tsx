import type { SectionData } from "../../api/context";
import { words } from "../../i18n/language";
import { Facts } from "../../ui/display/facts";

export function Contact({ contact }: { contact: SectionData<"contact"> }) {
  const { context: t } = words.value;
  const { name, jobTitle, email, phone, company, timezone, language, preference } = contact;
  return (
    <Facts
      of={[
        [t.name, name],
        [t.jobTitle, jobTitle],
        [t.email, email && <a href={`mailto:${encodeURIComponent(email)}`}>{email}</a>],
        [t.phone, phone],
        [t.company, company],
        [t.timezone, timezone],
        [t.language, language === "fr" ? "Français" : language === "en" ? "English" : language],
        [t.preference, preference],
      ]}
    />
  );
}
