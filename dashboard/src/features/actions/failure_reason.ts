import type { QuickAction } from "../../api/types";
import { problemLines } from "../../ui/feedback/failure";

export function failureReason({ failure, failureCode }: QuickAction): readonly string[] | undefined {
  return failure === undefined ? undefined : failureCode ? problemLines(failureCode, failure) : [failure];
}
