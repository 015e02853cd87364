import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { User } from "../api/types";
import type { IconName } from "../ui/icons";

type Role = User["role"];

export interface PageEntry {
  to: string;
  words: MessageDescriptor;
  icon: IconName;
  /** Who may open it; everybody where it is not said. */
  roles?: readonly Role[];
}

const ADMINS: readonly Role[] = ["ADMIN"];

/** The pages of the navigation, to those whom the server answers: what is watched all day, and below it how it is set up. */
export const PAGES: readonly (readonly PageEntry[])[] = [
  [
    { to: "/wall", words: msg`Wall`, icon: "grid" },
    { to: "/playback", words: msg`Playback`, icon: "playback" },
    { to: "/events", words: msg`Events`, icon: "list" },
    { to: "/alarms", words: msg`Alarms`, icon: "bell" },
    { to: "/map", words: msg`Map`, icon: "map" },
    { to: "/exports", words: msg`Exports`, icon: "film" },
    { to: "/evidence", words: msg`Evidence`, icon: "lock", roles: ["ADMIN", "OPERATOR"] },
  ],
  [
    { to: "/cameras", words: msg`Cameras`, icon: "camera" },
    { to: "/recorders", words: msg`Recorders`, icon: "recorder" },
    { to: "/rules", words: msg`Rules`, icon: "rule", roles: ADMINS },
    { to: "/drivers", words: msg`Drivers`, icon: "plug", roles: ADMINS },
    { to: "/users", words: msg`Users`, icon: "user", roles: ADMINS },
    { to: "/system", words: msg`System`, icon: "pulse" },
    { to: "/audit", words: msg`Audit`, icon: "audit", roles: ADMINS },
  ],
];

export function allowed(page: PageEntry, role: Role | undefined): boolean {
  return page.roles === undefined || (role !== undefined && page.roles.includes(role));
}
