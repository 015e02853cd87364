import "./app/mantine.css";
import "./app/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { prepareOffline } from "./app/offline";
import { usePreferences } from "./app/preferences";
import { activate, preferredLanguage } from "./i18n";

prepareOffline();
const root = document.getElementById("root");
if (root) {
  await activate(preferredLanguage(usePreferences.getState().locale)).catch(() => {
    // Its catalogue did not arrive: English is there.
  });
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
