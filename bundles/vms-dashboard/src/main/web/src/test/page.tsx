import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import type { User } from "../api/types";
import { createServices, type Services, ServicesContext } from "../app/services";
import { useSession } from "../app/session";
import { i18n } from "../i18n";

export function logInAs(role: User["role"]): void {
  useSession.setState({
    session: {
      state: "in",
      user: { id: "u", username: "ann", role, mustChangePassword: false } as User,
    },
  });
}

/**
 * Shows one page with everything around it that it asks for; links lead to empty pages. A page whose state is in the address
 * names its route, and the address it is opened at.
 */
export function show(
  page: ReactNode,
  route = "/",
  address: string = route,
): { user: ReturnType<typeof userEvent.setup>; services: Services; address: () => string } {
  const services = createServices();
  const root = createRootRoute();
  const at = (path: string, component: () => ReactNode) =>
    createRoute({ getParentRoute: () => root, path, component });
  const router = createRouter({
    routeTree: root.addChildren([
      at(route, () => page),
      ...["/wall", "/cameras"]
        .filter((path) => path !== route)
        .map((path) => at(path, () => <p>{path === "/wall" ? "The wall" : "The cameras"}</p>)),
    ]),
    history: createMemoryHistory({ initialEntries: [address] }),
  });
  render(
    <I18nProvider i18n={i18n}>
      <MantineProvider withCssVariables={false}>
        <ServicesContext value={services}>
          <QueryClientProvider client={services.queries}>
            <RouterProvider router={router as never} />
          </QueryClientProvider>
        </ServicesContext>
      </MantineProvider>
    </I18nProvider>,
  );
  return { user: userEvent.setup(), services, address: () => router.state.location.href };
}
