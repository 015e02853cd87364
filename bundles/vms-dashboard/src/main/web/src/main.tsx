import "./app/mantine.css";
import "./app/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { activatePreferred } from "./i18n";

const root = document.getElementById("root");
if (root) {
  await activatePreferred();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
