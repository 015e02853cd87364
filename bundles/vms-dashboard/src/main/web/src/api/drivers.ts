import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { Driver } from "./types";

/** The drivers of the server; for administrators alone. */
export const driversQuery = queryOptions({
  queryKey: ["drivers"],
  queryFn: async () => (await unwrap(api.GET("/drivers"))).items,
});

/** What was installed beside what came with the server; for administrators alone. */
export const pluginsQuery = queryOptions({
  queryKey: ["plugins"],
  queryFn: async () => (await unwrap(api.GET("/plugins"))).items,
});

/** What looks at pictures, and how it does with each camera. */
export const detectorsQuery = queryOptions({
  queryKey: ["detectors"],
  queryFn: () => unwrap(api.GET("/detectors")),
});

/** Those that a device can be given to: a version on trial takes none, and a missing one cannot. */
export function atWork(drivers: readonly Driver[]): Driver[] {
  return drivers.filter((driver) => driver.state === "ACTIVE");
}
