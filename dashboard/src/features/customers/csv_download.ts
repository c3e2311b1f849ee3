/** Downloads the customers that pass the filter as CSV, written by the API. */

import { fetchFile } from "../../api/client";
import { language } from "../../i18n/language";
import { saveFile } from "../../ui/controls/save_file";
import { type CustomerFilter, paramsOf } from "./filters/filter";

export async function downloadCsv(filter: CustomerFilter): Promise<void> {
  const query = paramsOf(filter);
  query.set("headings", language.peek());
  // Excel in French expects semicolons.
  if (language.peek() === "fr") query.set("separator", ";");
  saveFile(await fetchFile(`customers.csv?${query}`), "customers.csv");
}
