import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { onUnauthorized } from "../api/client";
import { searchOfAlarms } from "../features/alarms/search";
import { searchOfCamera } from "../features/cameras/search";
import { searchOfEvents } from "../features/events/search";
import { LoginPage } from "../features/login/LoginPage";
import { PasswordPage } from "../features/login/PasswordPage";
import { searchOfMap } from "../features/map/search";
import { searchOfPlayback } from "../features/playback/search";
import { WallPage } from "../features/wall/WallPage";
import { NotFound, PageFailed } from "./Failures";
import { Shell } from "./Shell";
import { expireSession, loadSession, useSession } from "./session";

// A key left out by a validator keeps the value that stands in the address: what is not valid must be named undefined.
interface WallSearch {
  /** The camera shown large. */
  camera?: string | undefined;
  page?: number | undefined;
  /** The view that is shown; all cameras where none is named. */
  view?: string | undefined;
  /** The tour that leads through views, and at which step it is. */
  tour?: string | undefined;
  step?: number | undefined;
}

interface LoginSearch {
  /** Where the login leads to. */
  from?: string | undefined;
}

function searchOfLogin(search: Record<string, unknown>): LoginSearch {
  return { from: localPath(search.from) };
}

const root = createRootRoute({
  component: Outlet,
  errorComponent: PageFailed,
  notFoundComponent: NotFound,
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: searchOfLogin,
  beforeLoad: async ({ search }) => {
    if ((await loadSession()).state === "in") {
      throw redirect({ href: search.from ?? "/wall" });
    }
  },
  component: LoginPage,
});

const password = createRoute({
  getParentRoute: () => root,
  path: "/password",
  validateSearch: searchOfLogin,
  beforeLoad: async ({ search }) => {
    if ((await loadSession()).state !== "in") {
      throw redirect({ to: "/login", search });
    }
  },
  component: PasswordPage,
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ location }) => {
    const session = await loadSession();
    if (session.state !== "in") {
      throw redirect({ to: "/login", search: location.href === "/" ? {} : { from: location.href } });
    }
    if (session.user.mustChangePassword) {
      throw redirect({ to: "/password", search: { from: location.href } });
    }
  },
  component: Shell,
});

const index = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/wall" });
  },
});

const wall = createRoute({
  getParentRoute: () => shell,
  path: "/wall",
  validateSearch: (search): WallSearch => ({
    camera: typeof search.camera === "string" ? search.camera : undefined,
    page: typeof search.page === "number" && search.page > 1 ? Math.floor(search.page) : undefined,
    view: typeof search.view === "string" ? search.view : undefined,
    tour: typeof search.tour === "string" ? search.tour : undefined,
    step: typeof search.step === "number" && search.step > 0 ? Math.floor(search.step) : undefined,
  }),
  component: WallPage,
});

const cameras = createRoute({
  getParentRoute: () => shell,
  path: "/cameras",
  validateSearch: (search): { find?: string | undefined } => ({
    find: typeof search.find === "string" && search.find !== "" ? search.find : undefined,
  }),
  component: lazyRouteComponent(() => import("../features/cameras/CamerasPage"), "CamerasPage"),
});

const camera = createRoute({
  getParentRoute: () => shell,
  path: "/cameras/$id",
  validateSearch: searchOfCamera,
  component: lazyRouteComponent(() => import("../features/cameras/CameraPage"), "CameraPage"),
});

const recorders = createRoute({
  getParentRoute: () => shell,
  path: "/recorders",
  component: lazyRouteComponent(() => import("../features/recorders/RecordersPage"), "RecordersPage"),
});

const events = createRoute({
  getParentRoute: () => shell,
  path: "/events",
  validateSearch: searchOfEvents,
  component: lazyRouteComponent(() => import("../features/events/EventsPage"), "EventsPage"),
});

const rejectedEvents = createRoute({
  getParentRoute: () => shell,
  path: "/events/rejected",
  component: lazyRouteComponent(() => import("../features/events/RejectedPage"), "RejectedPage"),
});

const playback = createRoute({
  getParentRoute: () => shell,
  path: "/playback",
  validateSearch: searchOfPlayback,
  component: lazyRouteComponent(() => import("../features/playback/PlaybackPage"), "PlaybackPage"),
});

const exportsPage = createRoute({
  getParentRoute: () => shell,
  path: "/exports",
  component: lazyRouteComponent(() => import("../features/exports/ExportsPage"), "ExportsPage"),
});

const alarms = createRoute({
  getParentRoute: () => shell,
  path: "/alarms",
  validateSearch: searchOfAlarms,
  component: lazyRouteComponent(() => import("../features/alarms/AlarmsPage"), "AlarmsPage"),
});

const rules = createRoute({
  getParentRoute: () => shell,
  path: "/rules",
  component: lazyRouteComponent(() => import("../features/rules/RulesPage"), "RulesPage"),
});

const newRule = createRoute({
  getParentRoute: () => shell,
  path: "/rules/new",
  component: lazyRouteComponent(() => import("../features/rules/RuleEditor"), "RuleEditor"),
});

const rule = createRoute({
  getParentRoute: () => shell,
  path: "/rules/$id",
  component: lazyRouteComponent(() => import("../features/rules/RuleEditor"), "RuleEditor"),
});

const ruleRuns = createRoute({
  getParentRoute: () => shell,
  path: "/rules/runs",
  validateSearch: (search): { rule?: string | undefined } => ({
    rule: typeof search.rule === "string" && search.rule !== "" ? search.rule : undefined,
  }),
  component: lazyRouteComponent(() => import("../features/rules/RunsPage"), "RunsPage"),
});

const mail = createRoute({
  getParentRoute: () => shell,
  path: "/mail",
  component: lazyRouteComponent(() => import("../features/rules/MailPage"), "MailPage"),
});

const map = createRoute({
  getParentRoute: () => shell,
  path: "/map",
  validateSearch: searchOfMap,
  component: lazyRouteComponent(() => import("../features/map/MapPage"), "MapPage"),
});

const evidence = createRoute({
  getParentRoute: () => shell,
  path: "/evidence",
  component: lazyRouteComponent(() => import("../features/evidence/EvidencePage"), "EvidencePage"),
});

const drivers = createRoute({
  getParentRoute: () => shell,
  path: "/drivers",
  component: lazyRouteComponent(() => import("../features/drivers/DriversPage"), "DriversPage"),
});

const users = createRoute({
  getParentRoute: () => shell,
  path: "/users",
  component: lazyRouteComponent(() => import("../features/users/UsersPage"), "UsersPage"),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: "/audit",
  component: lazyRouteComponent(() => import("../features/audit/AuditPage"), "AuditPage"),
});

const system = createRoute({
  getParentRoute: () => shell,
  path: "/system",
  component: lazyRouteComponent(() => import("../features/health/SystemPage"), "SystemPage"),
});

export function createAppRouter() {
  return createRouter({
    routeTree: root.addChildren([
      index,
      login,
      password,
      shell.addChildren([
        wall,
        playback,
        exportsPage,
        events,
        rejectedEvents,
        alarms,
        map,
        evidence,
        rules,
        newRule,
        ruleRuns,
        rule,
        mail,
        cameras,
        camera,
        recorders,
        drivers,
        users,
        audit,
        system,
      ]),
    ]),
    defaultPreload: "intent",
    defaultErrorComponent: PageFailed,
  });
}

/** Brings up the login when the session ends, and from there back to the same address. Until the returned call. */
export function followSession(router: ReturnType<typeof createAppRouter>): () => void {
  onUnauthorized(expireSession);
  return useSession.subscribe(({ session }, { session: before }) => {
    if (session.state === "out" && before.state === "in") {
      const { pathname, href } = router.state.location;
      const from = session.notice === "expired" && pathname !== "/password" ? { from: href } : {};
      void router.navigate({ to: "/login", search: from, replace: true });
    }
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

/** The address if it lies on this site: a link must not lead through the login to another one. */
function localPath(value: unknown): string | undefined {
  if (typeof value !== "string") {
    return undefined;
  }
  try {
    const url = new URL(value, location.origin);
    const inside =
      url.origin === location.origin && value.startsWith("/") && !url.pathname.startsWith("/login");
    return inside ? url.pathname + url.search + url.hash : undefined;
  } catch {
    return undefined;
  }
}
