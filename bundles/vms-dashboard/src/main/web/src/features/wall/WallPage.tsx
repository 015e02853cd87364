import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { camerasQuery } from "../../api/cameras";
import type { Camera } from "../../api/types";
import { useShortcut } from "../../app/keymap";
import { openDialogue, usePreferences, useView, type WallLayout } from "../../app/preferences";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { isDown } from "../../ui/state";
import { tilesOnPage } from "./arrange";
import { Grid } from "./Grid";
import classes from "./wall.module.css";

const FIGURES = { key: "i", words: msg`Show or hide the figures of the pictures` };
const LAYOUTS: WallLayout[] = ["auto", "1", "4", "9", "16", "25", "36"];

export function WallPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { camera: large, page = 1 } = useSearch({ from: "/shell/wall" });
  const layout = usePreferences((state) => state.layout);
  const { data: cameras, error, isPending, refetch } = useQuery(camerasQuery);
  const admin = useSession(({ session }) => session.state === "in" && session.user.role === "ADMIN");
  useShortcut(FIGURES, () => useView.setState((view) => ({ figures: !view.figures })));

  if (isPending) {
    return <Placeholder icon="wait" title={t`Loading the cameras …`} />;
  }
  if (!cameras) {
    return (
      <div className={classes.message}>
        <ErrorNote error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  const perPage = Math.max(1, tilesOnPage(layout, cameras.length));
  const pages = Math.max(1, Math.ceil(cameras.length / perPage));
  const chosen = cameras.findIndex((camera) => camera.id === large);
  // The page on which the large camera stands, so that "back" leads to it.
  const present = Math.min(chosen >= 0 ? Math.floor(chosen / perPage) + 1 : page, pages);
  const shown = cameras.slice((present - 1) * perPage, present * perPage);
  const show = (id: string | undefined) =>
    void navigate({
      to: "/wall",
      search: { ...(id ? { camera: id } : {}), ...(present > 1 ? { page: present } : {}) },
    });
  const turn = (to: number) => void navigate({ to: "/wall", search: to > 1 ? { page: to } : {} });

  return (
    <div className={classes.page}>
      <h1 className={classes.hidden}>
        <Trans>Wall</Trans>
      </h1>
      <div className={classes.toolbar}>
        {chosen >= 0 ? (
          <Button
            leftSection={<Icon name="back" />}
            onClick={() => show(undefined)}
            size="compact-sm"
            variant="default"
          >
            <Trans>All cameras</Trans>
          </Button>
        ) : (
          <Counts cameras={cameras} />
        )}
        <div className={classes.right}>
          {pages > 1 && chosen < 0 && <Pages onTurn={turn} page={present} pages={pages} />}
          {cameras.length > 1 && chosen < 0 && (
            <label className={classes.layout}>
              <Trans>Tiles</Trans>
              <select
                onChange={(event) => {
                  usePreferences.setState({ layout: event.currentTarget.value as WallLayout });
                  turn(1);
                }}
                value={layout}
              >
                {LAYOUTS.map((value) => (
                  <option key={value} value={value}>
                    {value === "auto" ? t`Automatic` : value}
                  </option>
                ))}
              </select>
            </label>
          )}
          {admin && <AddButton />}
        </div>
      </div>
      {cameras.length === 0 ? (
        <Empty admin={admin} />
      ) : (
        <Grid
          cameras={shown}
          large={chosen >= 0 ? large : undefined}
          layout={layout}
          onShow={show}
          slots={perPage}
        />
      )}
    </div>
  );
}

function AddButton() {
  return (
    <Button
      data-testid="add-camera"
      leftSection={<Icon name="add" />}
      onClick={() => openDialogue("add")}
      size="compact-sm"
      variant="default"
    >
      <Trans>Add camera</Trans>
    </Button>
  );
}

/** How many cameras there are, and loudly how many of them fail. */
function Counts({ cameras }: { cameras: Camera[] }) {
  const total = cameras.length;
  const down = cameras.filter(({ status }) => isDown(status.state) && status.state !== "DISABLED").length;
  return (
    <p className={classes.counts} role="status">
      <Trans>{total} cameras</Trans>
      {down > 0 && (
        <span className={classes.bad}>
          <Icon name="cross" size={12} /> <Trans>{down} without picture</Trans>
        </span>
      )}
    </p>
  );
}

function Pages({ page, pages, onTurn }: { page: number; pages: number; onTurn: (page: number) => void }) {
  const { t } = useLingui();
  return (
    <nav aria-label={t`Pages of the wall`} className={classes.pages}>
      <Tooltip label={t`Previous page`}>
        <ActionIcon
          aria-label={t`Previous page`}
          disabled={page === 1}
          onClick={() => onTurn(page - 1)}
          size={24}
          variant="default"
        >
          <Icon name="back" />
        </ActionIcon>
      </Tooltip>
      <span>
        <Trans>
          Page {page} of {pages}
        </Trans>
      </span>
      <Tooltip label={t`Next page`}>
        <ActionIcon
          aria-label={t`Next page`}
          disabled={page === pages}
          onClick={() => onTurn(page + 1)}
          size={24}
          variant="default"
        >
          <Icon name="forward" />
        </ActionIcon>
      </Tooltip>
    </nav>
  );
}

function Empty({ admin }: { admin: boolean }) {
  const { t } = useLingui();
  return (
    <Placeholder icon="camera" title={t`No cameras yet`}>
      {admin ? (
        <>
          <p>
            <Trans>Find the cameras on your network, or add one by its address or its RTSP URL.</Trans>
          </p>
          <Button leftSection={<Icon name="add" />} onClick={() => openDialogue("add")}>
            <Trans>Add the first camera</Trans>
          </Button>
        </>
      ) : (
        <p>
          <Trans>No camera is granted to you. Ask an administrator.</Trans>
        </p>
      )}
    </Placeholder>
  );
}
