import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { Driver } from "./types";

/** The drivers of the server; for administrators alone. */
export const driversQuery = queryOptions({
  queryKey: ["drivers"],
  queryFn: async () => (await unwrap(api.GET("/drivers"))).items,
});

/** Those that a device can be given to: a version on trial takes none, and a missing one cannot. */
export function atWork(drivers: readonly Driver[]): Driver[] {
  return drivers.filter((driver) => driver.state === "ACTIVE");
}
