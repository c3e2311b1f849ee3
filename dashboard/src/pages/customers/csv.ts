/** The same customers for a spreadsheet, as the API writes them. */

import { BASE, problem, send } from "../../api/client";
import { type Filter, parameters } from "./filter";

export async function download(of: Filter): Promise<void> {
  const query = parameters({ ...of } as Parameters<typeof parameters>[0]);
  const response = await send(new Request(`${BASE}/customers.csv?${query}`));
  if (!response.ok) throw problem(response, await response.json().catch(() => null));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = "customers.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
