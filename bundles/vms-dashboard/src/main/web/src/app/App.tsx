import { I18nProvider } from "@lingui/react";
import {
  createTheme,
  DirectionProvider,
  localStorageColorSchemeManager,
  MantineProvider,
} from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { i18n } from "../i18n";
import { createAppRouter, followSession } from "./router";
import { createServices, ServicesContext } from "./services";

export const theme = createTheme({
  primaryColor: "blue",
  defaultRadius: 3,
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "xs" } },
    // The page behind a dialogue does not scroll as it is, and locking it would need an inline style sheet.
    Modal: { defaultProps: { lockScroll: false, transitionProps: { duration: 0 }, radius: 3 } },
    Menu: { defaultProps: { transitionProps: { duration: 0 }, withinPortal: true } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 0 } } },
  },
});

const colorSchemes = localStorageColorSchemeManager({ key: "vms-color-scheme" });

export function App() {
  const [services] = useState(createServices);
  const [router] = useState(createAppRouter);
  useEffect(() => followSession(router), [router]);
  return (
    <I18nProvider i18n={i18n}>
      {/* It takes the direction from the document, which the language has set, and each change of it. */}
      <DirectionProvider>
        <MantineProvider
          colorSchemeManager={colorSchemes}
          defaultColorScheme="dark"
          theme={theme}
          withCssVariables={false}
          withGlobalClasses={false}
        >
          <ServicesContext value={services}>
            <QueryClientProvider client={services.queries}>
              <RouterProvider router={router} />
            </QueryClientProvider>
          </ServicesContext>
        </MantineProvider>
      </DirectionProvider>
    </I18nProvider>
  );
}
