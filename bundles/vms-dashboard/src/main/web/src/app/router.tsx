import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { onUnauthorized } from "../api/client";
import { LoginPage } from "../features/login/LoginPage";
import { PasswordPage } from "../features/login/PasswordPage";
import { WallPage } from "../features/wall/WallPage";
import { NotFound, PageFailed } from "./Failures";
import { Shell } from "./Shell";
import { expireSession, loadSession, useSession } from "./session";

const root = createRootRoute({
  component: Outlet,
  errorComponent: PageFailed,
  notFoundComponent: NotFound,
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search): { from?: string } => {
    const from = localPath(search.from);
    return from ? { from } : {};
  },
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
  validateSearch: (search): { from?: string } => {
    const from = localPath(search.from);
    return from ? { from } : {};
  },
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
  validateSearch: (search): { camera?: string; page?: number } => ({
    ...(typeof search.camera === "string" ? { camera: search.camera } : {}),
    ...(typeof search.page === "number" && search.page > 1 ? { page: Math.floor(search.page) } : {}),
  }),
  component: WallPage,
});

const cameras = createRoute({
  getParentRoute: () => shell,
  path: "/cameras",
  validateSearch: (search): { find?: string } =>
    typeof search.find === "string" && search.find !== "" ? { find: search.find } : {},
  component: lazyRouteComponent(() => import("../features/cameras/CamerasPage"), "CamerasPage"),
});

const system = createRoute({
  getParentRoute: () => shell,
  path: "/system",
  component: lazyRouteComponent(() => import("../features/health/SystemPage"), "SystemPage"),
});

/** The router; follows the session: when that ends, the login comes up and leads back to the same address. */
export function createAppRouter() {
  const router = createRouter({
    routeTree: root.addChildren([index, login, password, shell.addChildren([wall, cameras, system])]),
    defaultPreload: "intent",
    defaultErrorComponent: PageFailed,
  });
  onUnauthorized(expireSession);
  useSession.subscribe(({ session }, { session: before }) => {
    if (session.state === "out" && before.state === "in") {
      const { pathname, href } = router.state.location;
      const from = session.notice === "expired" && pathname !== "/password" ? { from: href } : {};
      void router.navigate({ to: "/login", search: from, replace: true });
    }
  });
  return router;
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
