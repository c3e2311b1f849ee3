/** A time as people say it, and to the second for who points at it. */

import { ago, date, fullDateTime, relativeTime } from "../../i18n/format";
import { now } from "./clock";

export function Ago({ at, say = (text) => text }: { at: string; say?: (ago: string) => string }) {
  return (
    <time dateTime={at} title={fullDateTime(at)}>
      {say(ago(at, now.value))}
    </time>
  );
}

/** The same of what is to come. */
export function Until({ at, say }: { at: string; say: (span: string) => string }) {
  return (
    <time dateTime={at} title={fullDateTime(at)}>
      {say(relativeTime(at, now.value))}
    </time>
  );
}

export function DateOnly({ day }: { day: string }) {
  return <time dateTime={day}>{date(day)}</time>;
}
