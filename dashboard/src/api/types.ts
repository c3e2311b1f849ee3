/** The API's shapes by their own names, from its OpenAPI document. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type QuickAction = Schemas["Action"];
export type Alert = Schemas["Alert"];
export type ProblemCode = Schemas["Problem"]["code"];
export type CompanyLevel = CustomerRow["alertLevel"];
export type CustomerContext = Schemas["Context"];
export type CustomerDetail = Schemas["CustomerDetail"];
export type CustomerRow = Schemas["CustomerRow"];
export type DrillDown = Schemas["DrillDown"];
export type TimelineEvent = Schemas["Event"];
export type ViewFilters = Schemas["View"]["filters"];
export type MetricHistory = Schemas["History"];
export type MetricLevel = "critical" | "warning" | "healthy" | "none";
export type Me = Schemas["Me"];
export type Metric = Schemas["Metric"];
export type Violation = Schemas["Offence"];
export type Role = Me["role"];
export type Rule = Schemas["Rule"];
export type Run = Schemas["Run"];
export type GroupCount = Schemas["Share"];
export type LevelCounts = Schemas["LevelCounts"];
export type Thresholds = Schemas["Thresholds"];
export type AlertTransition = Schemas["Transition"];
export type UnmatchedCompany = Schemas["Unmatched"];
export type SavedView = Schemas["View"];
