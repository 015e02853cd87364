import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Tooltip } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { followCameras } from "../api/cameras";
import { AlarmWatch } from "../features/alarms/AlarmWatch";
import { Icon } from "../ui/icons";
import { Clock } from "../ui/time";
import { useAccountPreferences } from "./account";
import { FindCamera } from "./FindCamera";
import { KeyHelp } from "./KeyHelp";
import { listenForShortcuts, useShortcut } from "./keymap";
import { LinkBanner } from "./LinkBanner";
import { Navigation, NavigationButton } from "./Navigation";
import { closeDialogue, openDialogue, useView } from "./preferences";
import { useServices } from "./services";
import classes from "./shell.module.css";
import { UserMenu } from "./UserMenu";

const AddCamera = lazy(() =>
  import("../features/onboarding/AddCamera").then((m) => ({ default: m.AddCamera })),
);
const AddRecorder = lazy(() =>
  import("../features/recorders/AddRecorder").then((m) => ({ default: m.AddRecorder })),
);

const HELP = { key: "?", words: msg`Show the keyboard shortcuts` };
const FIND = { key: "/", words: msg`Find a camera` };

/** What stands around every page once someone is logged in. */
export function Shell() {
  const { t } = useLingui();
  const { socket } = useServices();
  const queries = useQueryClient();
  const { dialogue, recorder } = useView();
  const [menu, setMenu] = useState(false);

  useEffect(() => {
    const end = followCameras(socket, queries);
    socket.start();
    return () => {
      end();
      socket.stop();
      closeDialogue();
      // The next to log in may see less.
      queries.clear();
    };
  }, [socket, queries]);
  useEffect(listenForShortcuts, []);
  useAccountPreferences();
  useShortcut(HELP, () => openDialogue("help"));
  useShortcut(FIND, () => openDialogue("find"));

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        <Trans>Skip to the content</Trans>
      </a>
      <header className={classes.header}>
        <NavigationButton onClick={() => setMenu((open) => !open)} open={menu} />
        <span className={classes.brand}>
          <Icon name="camera" size={18} />
          <span className={classes.wide}>Techno Support VMS</span>
        </span>
        <div className={classes.tools}>
          <Clock className={classes.clock} />
          <Tooltip label={t`Find a camera (/)`}>
            <ActionIcon
              aria-label={t`Find a camera`}
              color="gray"
              onClick={() => openDialogue("find")}
              size={28}
              variant="subtle"
            >
              <Icon name="search" />
            </ActionIcon>
          </Tooltip>
          <UserMenu />
        </div>
      </header>
      <LinkBanner />
      <AlarmWatch />
      <div className={classes.body}>
        <Navigation onLeave={() => setMenu(false)} open={menu} />
        <main className={classes.content} id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <KeyHelp onClose={closeDialogue} opened={dialogue === "help"} />
      <FindCamera onClose={closeDialogue} opened={dialogue === "find"} />
      {dialogue === "add" && (
        <Suspense>
          <AddCamera onClose={closeDialogue} />
        </Suspense>
      )}
      {dialogue === "recorder" && (
        <Suspense>
          <AddRecorder onClose={closeDialogue} place={recorder} />
        </Suspense>
      )}
    </div>
  );
}
