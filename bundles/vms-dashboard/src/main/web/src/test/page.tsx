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

/** Shows one page with everything around it that it asks for; links lead to empty pages. */
export function show(page: ReactNode): { user: ReturnType<typeof userEvent.setup>; services: Services } {
  const services = createServices();
  const root = createRootRoute();
  const at = (path: string, component: () => ReactNode) =>
    createRoute({ getParentRoute: () => root, path, component });
  const router = createRouter({
    routeTree: root.addChildren([
      at("/", () => page),
      at("/wall", () => <p>The wall</p>),
      at("/cameras", () => <p>The cameras</p>),
    ]),
    history: createMemoryHistory({ initialEntries: ["/"] }),
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
  return { user: userEvent.setup(), services };
}
