/** The API's shapes by their own names, from its OpenAPI document. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Action = Schemas["Action"];
export type Alert = Schemas["Alert"];
export type AlertPage = Schemas["AlertPage"];
export type Code = Schemas["Problem"]["code"];
export type CompanyLevel = CustomerRow["alertLevel"];
export type Context = Schemas["Context"];
export type CustomerDetail = Schemas["CustomerDetail"];
export type CustomerRow = Schemas["CustomerRow"];
export type DrillDown = Schemas["DrillDown"];
export type Event = Schemas["Event"];
export type Filters = Schemas["View"]["filters"];
export type History = Schemas["History"];
export type Level = "critical" | "warning" | "healthy" | "none";
export type Me = Schemas["Me"];
export type Metric = Schemas["Metric"];
export type Offence = Schemas["Offence"];
export type Role = Me["role"];
export type Rule = Schemas["Rule"];
export type Run = Schemas["Run"];
export type Share = Schemas["Share"];
export type Summary = Schemas["LevelCounts"];
export type Thresholds = Schemas["Thresholds"];
export type Transition = Schemas["Transition"];
export type Triage = Schemas["Triage"]["kind"];
export type Unmatched = Schemas["Unmatched"];
export type View = Schemas["View"];
