import type { QuickAction } from "../../api/types";
import { problemLines } from "../../ui/feedback/failure";

/** Returns why an action failed, for `FailureText`; undefined if it did not fail. */
export function failureReason(action: QuickAction): readonly string[] | undefined {
  const { failure, failureCode } = action;
  if (failure === undefined) return undefined;
  return failureCode ? problemLines(failureCode, failure) : [failure];
}
