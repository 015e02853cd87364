import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { AlarmCount } from "../features/alarms/AlarmWatch";
import { Icon } from "../ui/icons";
import { allowed, PAGES } from "./pages";
import { usePreferences } from "./preferences";
import { useSession } from "./session";
import classes from "./shell.module.css";

/** Where one can go, as far as one may. On a phone it lies over the page while it is open. */
export function Navigation({ open, onLeave }: { open: boolean; onLeave: () => void }) {
  const { t, i18n } = useLingui();
  const router = useRouter();
  const names = usePreferences((state) => state.names);
  const role = useSession(({ session }) => (session.state === "in" ? session.user.role : undefined));

  useEffect(() => {
    if (!open) {
      return;
    }
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && onLeave();
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [open, onLeave]);

  const fold = names ? t`Show icons alone` : t`Show names`;
  return (
    <nav
      aria-label={t`Main`}
      className={classes.nav}
      data-narrow={names ? undefined : ""}
      data-open={open ? "" : undefined}
      id="navigation"
    >
      {PAGES.map((group) => (
        <ul key={group[0]?.to}>
          {group
            .filter((page) => page.to in router.routesByPath && allowed(page, role))
            .map((page) => (
              <li key={page.to}>
                <Link
                  activeOptions={{ includeSearch: false }}
                  onClick={onLeave}
                  title={names ? undefined : i18n._(page.words)}
                  to={page.to as "/wall"}
                >
                  <Icon className={classes.icon} name={page.icon} size={16} />{" "}
                  <span>{i18n._(page.words)}</span>
                  {page.to === "/alarms" && <AlarmCount />}
                </Link>
              </li>
            ))}
        </ul>
      ))}
      <button
        className={classes.fold}
        onClick={() => usePreferences.setState({ names: !names })}
        title={fold}
        type="button"
      >
        <Icon className={classes.icon} name={names ? "fold" : "unfold"} size={16} />
        <span>{names ? <Trans>Icons alone</Trans> : fold}</span>
      </button>
    </nav>
  );
}

/** Opens the navigation where there is no room for it beside the page. */
export function NavigationButton({ open, onClick }: { open: boolean; onClick: () => void }) {
  const { t } = useLingui();
  return (
    <ActionIcon
      aria-controls="navigation"
      aria-expanded={open}
      aria-label={t`Pages`}
      className={classes.menu}
      color="gray"
      onClick={onClick}
      size={32}
      variant="subtle"
    >
      <Icon name={open ? "close" : "menu"} size={16} />
    </ActionIcon>
  );
}
