import { useQuery } from "@tanstack/react-query";
import { sitesQuery } from "../events/siteTime";

/** The zone of a site, of the only one where none is named; this browser's until it is known. */
export function useZone(siteId: string | undefined): string {
  const { data: sites = [] } = useQuery(sitesQuery);
  const site = sites.find(({ id }) => id === siteId) ?? sites[0];
  return site?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}
