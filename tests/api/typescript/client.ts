// What a client's author would write; only compiled.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type CustomerRow = components["schemas"]["CustomerRow"];

const api = createClient<paths>({ baseUrl: "https://kpi.example.com/api/v1" });

export async function worst(search: string, cursor?: string): Promise<CustomerRow[]> {
  const { data, error } = await api.GET("/customers", {
    params: {
      query: {
        search,
        cursor,
        level: ["critical", "warning"],
        metricResult: ["quarts_problematiques_50:Yes"],
        growthMin: 20,
        sort: "quarts_problematiques_50",
        order: "asc",
        limit: 200,
      },
    },
  });
  if (error) throw new Error(explain(error));
  const { critical, unknown }: { critical: number; unknown: number } = data.summary;
  const following: string | undefined = data.next;
  return critical + unknown > 0 && following ? data.customers : [];
}

export function explain(problem: components["schemas"]["Problem"]): string {
  const faults = problem.errors?.map(({ at, message }) => `${at}: ${message}`) ?? [];
  return [problem.status, problem.title, problem.detail, ...faults].join("\n");
}

export function arrowOf(customer: CustomerRow): string {
  const count: number = customer.numberofemployees;
  const login: string | undefined = customer.last_login_date_master_account;
  const result: "Yes" | "No" | "None" = customer.quarts_problematiques_50;
  return customer.employeeChange30d?.arrow ?? `${count} ${login ?? "never"} ${result}`;
}

export async function gaps(companyId: string): Promise<number> {
  const { data } = await api.GET("/customers/{company_id}/history", {
    params: {
      path: { company_id: companyId },
      query: { metric: "quarts_de_travail_ouverts_10_", days: 90 },
    },
  });
  const values: (number | null)[] = data?.values ?? [];
  return values.filter((value) => value === null).length;
}

export async function offences(companyId: string): Promise<string[]> {
  const { data } = await api.GET("/customers/{company_id}/metrics/{metric}", {
    params: { path: { company_id: companyId, metric: "quarts_problematiques_50" } },
  });
  return (data?.offences ?? []).map(({ record, types }) => `${record} ${types.join()}`);
}

export async function dismiss(alert: components["schemas"]["Alert"], reason: string) {
  const { data, error, response } = await api.POST("/alerts/{alert_key}/dismiss", {
    params: { path: { alert_key: alert.key }, header: { "If-Match": alert.version } },
    body: { reason },
  });
  if (response.status === 412) return "changed since";
  return error ? error.detail : data.triage.kind satisfies "dismissed" | string;
}

export async function amend(version: number) {
  return api.PUT("/rules/{metric}", {
    params: { path: { metric: "numberofemployees" }, header: { "If-Match": `${version}` } },
    body: { thresholds: { warning: 5, critical: 10 } },
  });
}

export async function keep(name: string): Promise<void> {
  const { data: saved } = await api.POST("/views", { body: { name, filters: { level: ["healthy"] } } });
  const own: boolean | undefined = saved?.own;
  if (saved && own) await api.DELETE("/views/{view_id}", { params: { path: { view_id: saved.id } } });
}

export async function sheet(): Promise<string | undefined> {
  return (await api.GET("/customers.csv", { parseAs: "text" })).data;
}

export async function wrong(): Promise<void> {
  // @ts-expect-error: there is no such route
  await api.GET("/clients");
  // @ts-expect-error: a history is that of one metric
  await api.GET("/customers/{company_id}/history", { params: { path: { company_id: "c" } } });
  // @ts-expect-error: a change says which version it was meant for
  await api.POST("/alerts/{alert_key}/dismiss", { params: { path: { alert_key: "a" } }, body: { reason: "r" } });
  // @ts-expect-error: no such level
  await api.GET("/customers", { params: { query: { level: ["fine"] } } });
  // @ts-expect-error: no such column
  await api.GET("/customers", { params: { query: { sort: "colour" } } });
}
