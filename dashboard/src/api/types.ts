/** The API's record types, from its OpenAPI document. */

import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type Alert = Schemas["Alert"];
export type AlertFilters = NonNullable<paths["/alerts"]["get"]["parameters"]["query"]>;
export type AlertTransition = Schemas["Transition"];
export type AgentPattern = Schemas["AgentPattern"];
export type AuditCheck = Schemas["AuditCheck"];
export type AuditEntry = Schemas["AuditEntryDetail"];
export type CompanyLevel = CustomerRow["alertLevel"];
export type Counts = Schemas["Counts"];
export type CustomerContext = Schemas["Context"];
export type CustomerDay = Schemas["CustomerDay"];
export type CustomerDetail = Schemas["CustomerDetail"];
export type CustomerRow = Schemas["CustomerRow"];
export type DayFigures = Schemas["Figures"];
export type DrillDown = Schemas["DrillDown"];
/** How many violations an employee or a department has, in all and by day. */
export type CreditsReport = Schemas["CreditsReport"];
export type CustomerLeft = Schemas["CustomerLeft"];
export type Flaw = Schemas["Flaw"];
export type GivenLine = Schemas["GivenLine"];
export type GroupCount = DrillDown["employees"][number];
export type Language = LetterDraft["language"];
export type LeavingCode = NonNullable<CustomerLeft["reason"]>["code"];
export type LetterDraft = Schemas["LetterDraft"];
export type LetterPreview = Schemas["LetterPreview"];
export type LevelCounts = Schemas["LevelCounts"];
export type ListParameters = NonNullable<paths["/customers"]["get"]["parameters"]["query"]>;
export type Me = Schemas["Me"];
export type Metric = Schemas["Metric"];
export type MetricHistory = Schemas["History"];
export type Mover = Schemas["Mover"];
export type Movers = Schemas["Movers"];
export type MetricLevel = "critical" | "warning" | "healthy" | "none";
export type PastAlert = Schemas["PastAlert"];
export type ProblemCode = Schemas["Problem"]["code"];
export type QuickAction = Schemas["ActionPage"]["actions"][number];
export type Rehearsal = Schemas["Rehearsal"];
export type Role = Me["role"];
export type Rule = Schemas["Rule"];
export type Run = Schemas["Run"];
export type FailureKind = Schemas["RunDetail"]["failureKinds"][string];
export type ScoreWeights = Schemas["ScoreWeights"];
export type Shadow = Schemas["Shadow"];
export type SavedView = Schemas["View"];
export type SuccessMeasure = Schemas["SuccessMeasure"];
export type SuccessReport = Schemas["SuccessReport"];
export type Thresholds = Schemas["Thresholds"];
export type TimelineEvent = Schemas["Event"];
export type UnmatchedCompany = Schemas["Unmatched"];
export type ViewFilters = SavedView["filters"];
export type Violation = DrillDown["offences"][number];
export type WeightsRehearsal = Schemas["WeightsRehearsal"];
