import { pathSegment } from "../../router";

interface CustomerLinkProps {
  of: { companyId: string; company: string };
}

/** Leads to the customer's actions. */
export function CustomerLink({ of: { companyId, company } }: CustomerLinkProps) {
  return <a href={`/customers/${pathSegment(companyId)}?tab=context`}>{company}</a>;
}
