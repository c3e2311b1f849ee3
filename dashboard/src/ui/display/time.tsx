/** Times in words, such as "3 days ago"; the tooltip has them to the second. */

import { ago, date, dateTime, fullDateTime, relativeTime } from "../../i18n/format";
import { now } from "./clock";

interface RelativeTimeProps {
  at: string;
  /** Puts the time into a sentence. */
  say?: (time: string) => string;
}

export function Ago({ at, say = (time) => time }: RelativeTimeProps) {
  return (
    <time dateTime={at} title={fullDateTime(at)}>
      {say(ago(at, now.value))}
    </time>
  );
}

export function Until({ at, say = (time) => time }: RelativeTimeProps) {
  return (
    <time dateTime={at} title={fullDateTime(at)}>
      {say(relativeTime(at, now.value))}
    </time>
  );
}

/** A date with the time of day: for records, of which the moment matters. */
export function DateTime({ at }: { at: string }) {
  return <time dateTime={at}>{dateTime(at)}</time>;
}

export function DateOnly({ day }: { day: string }) {
  return <time dateTime={day}>{date(day)}</time>;
}
