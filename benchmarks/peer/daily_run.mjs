// A peer of the daily run: the same five figures, read by the same queries, in plain Node.
//
//   node benchmarks/peer/daily_run.mjs '{"url", "namespace", "runDate", "clock", "companyIds", "rounds", "write"}'
//
// Prints {figures, cpu, wall}: the figures by company, and the seconds of the median round. With
// `write` it also stores the figures and the day's history. It expects well-formed records. The
// daily run does more: it names bad records and looks for wrong keys and dates, it reads alerts,
// owner and score, writes evidence, index row, alerts and ledger, and checks what changed meanwhile.
import { Pool } from "undici";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TOLERANCE = 30 * MINUTE;
const NEAR_START = 120 * MINUTE;
const LONGEST_RUNNING = 16 * 60 * MINUTE;
const NEVER_BEFORE = Date.UTC(2010);
const COMPANIES_AT_ONCE = 16;
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const EMPLOYEES = "numberofemployees";
const LOGIN = "last_login_date_master_account";
const OPEN = "quarts_de_travail_ouverts_10_";
const UNAVAILABLE = "quarts_de_travail_attribues_hors_dispo_10";
const CONFLICTING = "quarts_problematiques_50";

const { url, namespace, runDate, clock: clockText, companyIds, rounds, write } = JSON.parse(process.argv[2]);
const clock = Date.parse(clockText);
const pool = new Pool(url, { connections: 128 });
const headers = { authorization: "Bearer owner" };
const dateOf = (at) => new Date(at).toISOString().slice(0, 10);
const stepped = (date, days) => dateOf(Date.parse(date) + days * DAY);
const mondayOf = (date) => stepped(date, -((new Date(date).getUTCDay() + 6) % 7));
const dates = Array.from({ length: 14 }, (_, n) => stepped(runDate, n - 14));
const inWindow = new Set(dates);

async function request(method, path, query = {}, body) {
  const params = new URLSearchParams({ ns: namespace });
  for (const [name, value] of Object.entries(query)) params.set(name, JSON.stringify(value));
  const answer = await pool.request({ method, path: `/${path}.json?${params}`, headers, body });
  if (answer.statusCode >= 400) throw new Error(`${path}: ${answer.statusCode} ${await answer.body.text()}`);
  return answer.body.json();
}

const get = (path, query) => request("GET", path, query);
const instant = (value) => (typeof value === "number" ? value : value ? Date.parse(value) : null);

// --- Wall clocks

const formats = new Map();
function offset(zone, at) {
  if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }));
  const parts = formats.get(zone).formatToParts(at);
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(parts.find((p) => p.type === "timeZoneName").value);
  return sign ? (sign === "-" ? -1 : 1) * (hours * 60 + +minutes) * MINUTE : 0;
}

const shown = new Map();
/** The instants at which the clock of a zone shows a time: two when summer time ends. */
function shownAt(zone, date, minutes) {
  const key = `${zone} ${date} ${minutes}`;
  if (!shown.has(key)) {
    const utc = Date.parse(date) + minutes * MINUTE;
    const offsets = [offset(zone, utc - DAY), offset(zone, utc + DAY)];
    const found = [...new Set(offsets)].map((o) => utc - o).filter((at) => utc - at === offset(zone, at));
    shown.set(key, found.length ? found.sort((a, b) => a - b) : [utc - offsets[0]]);
  }
  return shown.get(key);
}

const minutesOf = (time) => +time.slice(0, 2) * 60 + +time.slice(3);
const nearest = (instants, to) => instants.reduce((a, b) => (Math.abs(b - to) < Math.abs(a - to) ? b : a));
const isOff = (punch, instants) => Math.abs(nearest(instants, punch) - punch) > TOLERANCE;

// --- Reading

async function load(companyId) {
  const within = { startAt: dates[0], endAt: dates[13] };
  const weeksBounds = { orderBy: "$key", startAt: mondayOf(dates[0]), endAt: stepped(mondayOf(dates[13]), 6) };
  const [company, staff, weeks, cards, baseline] = await Promise.all([
    get(`Companies/${companyId}`),
    get(`Employees/${companyId}`),
    get(`Schedules/${companyId}`, weeksBounds),
    get(`Timecards/${companyId}`, { orderBy: "date", ...within }),
    get(`CustomerHealthMetrics/${companyId}/history/${stepped(runDate, -30)}/${EMPLOYEES}`),
  ]);
  const zone = company.timezone || "America/Toronto";
  const shifts = { draft: [], published: [] };
  for (const [weekId, week] of Object.entries(weeks ?? {})) {
    const published = week.status === "published" && !(instant(week.publishedAt) > clock);
    const generated = week.generatedAt !== undefined && instant(week.generatedAt) <= clock;
    if (!published && !generated) continue;
    for (const [id, { date, start, end, employeeId, assignment }] of Object.entries(week.shifts ?? {})) {
      const [from, to] = [minutesOf(start), minutesOf(end)];
      const starts = shownAt(zone, date, from);
      const ends = shownAt(zone, date, to <= from ? to + 1440 : to);
      const shift = { id, weekId, date, starts, ends, employeeId: employeeId || null, auto: assignment === "auto" };
      shifts[published ? "published" : "draft"].push(shift);
    }
  }
  const byHand = new Set();
  for (const { date, employeeId, auto } of shifts.published)
    if (employeeId && !auto && inWindow.has(date)) byHand.add(employeeId);
  const active = Object.entries(staff ?? {}).filter(([, employee]) => !employee.archived);
  const isMaster = ([, employee]) => employee.userId && employee.email === company.email;
  const master = company.masterUserId || active.sort(([a], [b]) => (a < b ? -1 : 1)).find(isMaster)?.[1].userId;
  const [lastActive, ...availability] = await Promise.all([
    master ? get(`PresenceStatus/${master}/lastActive`) : null,
    ...[...byHand].map((employeeId) => loadAvailability(employeeId, within)),
  ]);
  return {
    company, cards: Object.entries(cards ?? {}), baseline, zone, shifts, lastActive, master,
    employees: active.length, availability: new Map(availability),
  };
}

async function loadAvailability(employeeId, within) {
  const path = `Availability/${employeeId}`;
  const [weekly, days] = await Promise.all([get(`${path}/weekly`), get(`${path}/dates`, { orderBy: "$key", ...within })]);
  const isEmpty = !weekly && !Object.keys(days ?? {}).length;
  const submitted = !isEmpty || (await get(`${path}/updatedAt`)) !== null;
  return [employeeId, submitted ? { weekly: weekly ?? {}, days: days ?? {} } : null];
}

// --- Figures

/** The mean of the daily percentages, null without any. */
function average(parts, wholes) {
  const percentages = [...wholes].map(([date, whole]) => (100 * (parts.get(date) ?? 0)) / whole);
  return percentages.length ? percentages.reduce((a, b) => a + b) / percentages.length : null;
}

function tally(records) {
  const counts = new Map();
  for (const { date } of records) if (inWindow.has(date)) counts.set(date, (counts.get(date) ?? 0) + 1);
  return counts;
}

function openShifts({ draft }) {
  const open = tally(draft.filter((shift) => !shift.employeeId));
  const regular = tally(draft.filter((shift) => shift.employeeId));
  for (const date of open.keys()) if (!regular.has(date)) regular.set(date, 1);
  return average(open, regular);
}

function outsideAvailability({ published }, availability) {
  const isUnavailable = ({ date, employeeId, auto }) => {
    const known = !auto && availability.get(employeeId);
    if (!known) return false;
    const slots = known.days[date] ?? known.weekly[WEEKDAYS[new Date(date).getUTCDay()]];
    return !slots || !Object.keys(slots).length;
  };
  return average(tally(published.filter(isUnavailable)), tally(published));
}

function matching(card, byId, byDay) {
  if (card.shiftId) {
    const week = mondayOf(card.date);
    const named = byId.get(card.shiftId) ?? [];
    const shift = named.find(({ weekId }) => weekId === week) ?? named[0];
    return shift?.employeeId === card.employeeId ? shift : undefined;
  }
  const on = (date) => byDay.get(`${card.employeeId} ${date}`) ?? [];
  const far = (shift) => Math.abs(nearest(shift.starts, card.clockIn) - card.clockIn);
  const rank = (shift) => [card.clockIn === null ? 0 : far(shift), shift.starts[0], shift.id];
  let candidates = on(card.date);
  if (!candidates.length && card.clockIn !== null)
    candidates = [-1, 1].flatMap((days) => on(stepped(card.date, days))).filter((shift) => far(shift) <= NEAR_START);
  return candidates.reduce((best, shift) => (!best || compare(rank(shift), rank(best)) < 0 ? shift : best), undefined);
}

function compare(a, b) {
  const index = a.findIndex((value, n) => value !== b[n]);
  return index < 0 ? 0 : a[index] < b[index] ? -1 : 1;
}

function grouped(records, keyOf) {
  const groups = new Map();
  for (const record of records) {
    const key = keyOf(record);
    if (groups.has(key)) groups.get(key).push(record);
    else groups.set(key, [record]);
  }
  return groups;
}

function conflictingClockIns({ published }, entries) {
  const byId = grouped(published, ({ id }) => id);
  const byDay = grouped(published, ({ employeeId, date }) => `${employeeId} ${date}`);
  const known = (value) => { const at = instant(value); return at !== null && at <= clock ? at : null; };
  const cards = entries.filter(([, card]) => inWindow.has(card.date)).map(([id, card]) => ({
    id, date: card.date, employeeId: card.employeeId, shiftId: card.shiftId || null,
    clockIn: known(card.clockIn), clockOut: known(card.clockOut),
  }));
  const conflicts = new Set();
  for (const card of cards) {
    card.shift = matching(card, byId, byDay);
    const end = card.shift ? card.shift.ends.at(-1) + TOLERANCE : card.clockIn + LONGEST_RUNNING;
    card.isRunning = card.clockIn !== null && card.clockOut === null && end > clock;
    if (!card.shift || card.clockIn === null || (card.clockOut === null && !card.isRunning)) conflicts.add(card);
  }
  for (const [shift, parts] of grouped(cards.filter((card) => card.shift), (card) => card.shift)) {
    const first = parts.filter((c) => c.clockIn !== null).sort((a, b) => compare([a.clockIn, a.id], [b.clockIn, b.id]))[0];
    const last = parts.filter((c) => c.clockOut !== null).sort((a, b) => compare([-a.clockOut, a.id], [-b.clockOut, b.id]))[0];
    if (first && isOff(first.clockIn, shift.starts)) conflicts.add(first);
    if (last && !parts.some((c) => c.isRunning) && isOff(last.clockOut, shift.ends)) conflicts.add(last);
  }
  for (const own of grouped(cards, (card) => card.employeeId).values()) {
    const spans = own.filter((c) => c.clockIn !== null && c.clockOut > c.clockIn).sort((a, b) => a.clockIn - b.clockIn);
    let latest = spans[0];
    for (const span of spans.slice(1)) {
      if (span.clockIn < latest.clockOut) conflicts.add(span).add(latest);
      if (span.clockOut > latest.clockOut) latest = span;
    }
  }
  return average(tally(conflicts), tally(cards));
}

function levelOf(value, warning, critical) {
  if (value === null) return "none";
  const rounded = Math.round(value * 1e9) / 1e9; // an exact 10 % must not be 9.999…
  return rounded > critical ? "critical" : rounded >= warning ? "warning" : "healthy";
}

function assess({ company, cards, baseline, shifts, lastActive, master, employees, availability }) {
  const seen = instant(lastActive);
  const login = seen >= NEVER_BEFORE && seen <= clock ? seen : null;
  const since = login ?? (master && !(seen > clock) ? instant(company.createdAt) : null);
  const averages = {
    [OPEN]: openShifts(shifts),
    [UNAVAILABLE]: outsideAvailability(shifts, availability),
    [CONFLICTING]: conflictingClockIns(shifts, cards),
  };
  const levels = {
    [EMPLOYEES]: levelOf(baseline ? (100 * (baseline - employees)) / baseline : null, 10, 20),
    [LOGIN]: levelOf(since === null || since > clock ? null : (clock - since) / DAY, 7, 14),
    [OPEN]: levelOf(averages[OPEN], 10, 20),
    [UNAVAILABLE]: levelOf(averages[UNAVAILABLE], 10, 20),
    [CONFLICTING]: levelOf(averages[CONFLICTING], 50, 70),
  };
  const found = new Set(Object.values(levels));
  const alertLevel = ["critical", "warning", "healthy"].find((level) => found.has(level)) ?? "unknown";
  return { [EMPLOYEES]: employees, [LOGIN]: login && new Date(login).toISOString(), averages, levels, alertLevel };
}

// --- The run

async function run(figures) {
  const waiting = companyIds.values();
  async function work() {
    for (const companyId of waiting) {
      const found = (figures[companyId] = assess(await load(companyId)));
      const at = `CustomerHealthMetrics/${companyId}`;
      const own = Object.fromEntries(Object.entries(found).map(([key, value]) => [`${at}/${key}`, value]));
      if (write) await request("PATCH", "", {}, JSON.stringify({ ...own, [`${at}/history/${runDate}`]: found }));
    }
  }
  await Promise.all(Array.from({ length: COMPANIES_AT_ONCE }, work));
}

const figures = {};
const costs = [];
for (let round = 0; round <= rounds; round++) {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  await run(figures);
  const { user, system } = process.cpuUsage(cpu);
  if (round) costs.push({ cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1e3 }); // the first warms up
}
await pool.close();
const median = (name) => costs.map((cost) => cost[name]).sort((a, b) => a - b)[costs.length >> 1];
console.log(JSON.stringify({ figures, cpu: median("cpu"), wall: median("wall") }));
