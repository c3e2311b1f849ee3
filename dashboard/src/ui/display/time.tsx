/** Times in words, such as "3 days ago"; the tooltip has the exact date and time. */

import { ago, date, dateTime, fullDateTime, localDate, relativeTime } from "../../i18n/format";
import { words } from "../../i18n/language";
import { now } from "./clock";

interface TimeProps {
  at: string;
}

interface RelativeTimeProps extends TimeProps {
  /** Puts the time into a sentence. */
  say?: (time: string) => string;
}

export function Ago(props: RelativeTimeProps) {
  return <InWords {...props} format={ago} />;
}

export function Until(props: RelativeTimeProps) {
  return <InWords {...props} format={relativeTime} />;
}

function InWords({ at, say, format }: RelativeTimeProps & { format: typeof relativeTime }) {
  const time = format(at, now.value, say && words.value.common.onDate);
  return (
    <time dateTime={at} title={fullDateTime(at)}>
      {say ? say(time) : time}
    </time>
  );
}

export function OnDate({ at }: TimeProps) {
  return (
    <time dateTime={at} title={fullDateTime(at)}>
      {localDate(at)}
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
