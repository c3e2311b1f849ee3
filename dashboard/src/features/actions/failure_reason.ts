import type { Action } from "../../api/types";
import { refusal } from "../../ui/feedback/failure";

export function whyFailed({ failure, failureCode }: Action): readonly string[] | undefined {
  return failure === undefined ? undefined : failureCode ? refusal(failureCode, failure) : [failure];
}
