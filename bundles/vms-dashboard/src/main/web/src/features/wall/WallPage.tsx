import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { camerasQuery } from "../../api/cameras";
import type { Camera } from "../../api/types";
import { viewsQuery } from "../../api/views";
import { useShortcut } from "../../app/keymap";
import { openDialogue, usePreferences, useView, type WallLayout } from "../../app/preferences";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { isDown } from "../../ui/state";
import { MOST, tilesOnPage } from "./arrange";
import {
  type Arrangement,
  allOf,
  arrangementOf,
  moved,
  placed,
  swapped,
  useDraft,
  without,
} from "./arrangement";
import { Grid } from "./Grid";
import { TourBar, useTour } from "./Tour";
import { ViewsMenu } from "./ViewsMenu";
import classes from "./wall.module.css";

const FIGURES = { key: "i", words: msg`Show or hide the figures of the pictures` };
const FULL = { key: "f", words: msg`Full screen, or back` };
const DIGITS = Array.from({ length: 9 }, (_, at) => ({
  key: String(at + 1),
  words: msg`Show the saved view of this number`,
}));
const LAYOUTS: WallLayout[] = ["auto", "1", "4", "9", "16", "25", "36"];

export function WallPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const search = useSearch({ from: "/shell/wall" });
  const { camera: large, page = 1, tour: tourId } = search;
  const layout = usePreferences((state) => state.layout);
  const draft = useDraft((state) => state.draft);
  const { data: cameras, error, isPending, refetch } = useQuery(camerasQuery);
  const { data: views = [], isPending: viewsPending } = useQuery(viewsQuery);
  const admin = useSession(({ session }) => session.state === "in" && session.user.role === "ADMIN");
  const tour = useTour(views, tourId, search.step ?? 0);
  useShortcut(FIGURES, () => useView.setState((view) => ({ figures: !view.figures })));
  useShortcut(FULL, toggleFullScreen);
  const walls = views.filter((each) => each.tiles.length > 0);
  const toView = (id: string | undefined) => {
    useDraft.setState({ draft: undefined });
    void navigate({ to: "/wall", search: id ? { view: id } : {} });
  };
  useDigits((digit) => walls[digit - 1] && toView(walls[digit - 1]?.id));

  if (isPending || (viewsPending && (search.view !== undefined || tourId !== undefined))) {
    return <Placeholder icon="wait" title={t`Loading the cameras …`} />;
  }
  if (!cameras) {
    return (
      <div className={classes.message}>
        <ErrorNote error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  const viewId = tour?.viewId ?? search.view;
  const view = views.find((each) => each.id === viewId);
  const kept = view ? arrangementOf(view) : allOf(cameras);
  const edited = draft && draft.of === view?.id ? draft.arrangement : undefined;
  const arrangement = edited ?? kept;
  const arranged = withNew(placed(arrangement, cameras), view || edited ? [] : cameras);
  // A camera that was found by name may stand on no view.
  const sought = cameras.find((camera) => camera.id === large);
  const all = sought && !arranged.includes(sought) ? [...arranged, sought] : arranged;
  const perPage = Math.max(1, view ? Math.min(MOST, all.length) : tilesOnPage(layout, all.length));
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const chosen = all.findIndex((camera) => camera.id === large);
  // The page on which the large camera stands, so that "back" leads to it.
  const present = Math.min(chosen >= 0 ? Math.floor(chosen / perPage) + 1 : page, pages);
  const shown = all.slice((present - 1) * perPage, present * perPage);
  const go = (to: { camera?: string | undefined; page?: number }) =>
    void navigate({
      to: "/wall",
      search: {
        ...(search.view ? { view: search.view } : {}),
        ...(tourId ? { tour: tourId, step: search.step } : {}),
        ...(to.camera ? { camera: to.camera } : {}),
        ...(to.page && to.page > 1 ? { page: to.page } : {}),
      },
    });
  const show = (id: string | undefined) => go({ camera: id, page: present });
  const turn = (to: number) => go({ page: to });
  const edit = (change: (arrangement: Arrangement) => Arrangement) => {
    const base = edited ?? { ...kept, places: all.map((camera) => camera.id) };
    useDraft.setState({ draft: { of: view?.id, arrangement: change(base) } });
  };

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
          <>
            {cameras.length > 0 && (
              <ViewsMenu
                arrangement={{ ...arrangement, places: all.map((camera) => camera.id) }}
                cameras={cameras}
                onTour={(id) => void navigate({ to: "/wall", search: { tour: id } })}
                onView={toView}
                view={view}
                views={views}
              />
            )}
            {edited && (
              <Button
                onClick={() => useDraft.setState({ draft: undefined })}
                size="compact-sm"
                variant="default"
              >
                <Trans>Undo the arranging</Trans>
              </Button>
            )}
            <Counts cameras={all} />
          </>
        )}
        {tour && <TourBar onStop={() => toView(tour.viewId)} tour={tour} />}
        <div className={classes.right}>
          {pages > 1 && chosen < 0 && <Pages onTurn={turn} page={present} pages={pages} />}
          {!view && cameras.length > 1 && chosen < 0 && (
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
          {cameras.length > 0 && <ShownMenu />}
          {cameras.length > 0 && <FullScreenButton />}
          {admin && <AddButton />}
        </div>
      </div>
      {cameras.length === 0 ? (
        <Empty admin={admin} />
      ) : all.length === 0 ? (
        <Placeholder icon="grid" title={t`Nothing stands on this view`}>
          <p>
            <Trans>Its cameras are no longer there, or not granted to you.</Trans>
          </p>
        </Placeholder>
      ) : (
        <Grid
          arrange={{
            onMove: (id, by) => edit((from) => moved(from, id, by)),
            onSwap: (from, to) => edit((now) => swapped(now, from, to)),
            onRemove: (id) => edit((from) => without(from, id)),
          }}
          cameras={shown}
          columns={arrangement.columns}
          large={chosen >= 0 ? large : undefined}
          layout={view ? "auto" : layout}
          onShow={show}
          slots={perPage}
        />
      )}
    </div>
  );
}

/** Digits lead to the saved views in their order. */
function useDigits(run: (digit: number) => void): void {
  useShortcut(DIGITS[0] ?? FULL, () => run(1));
  useShortcut(DIGITS[1] ?? FULL, () => run(2));
  useShortcut(DIGITS[2] ?? FULL, () => run(3));
  useShortcut(DIGITS[3] ?? FULL, () => run(4));
  useShortcut(DIGITS[4] ?? FULL, () => run(5));
  useShortcut(DIGITS[5] ?? FULL, () => run(6));
  useShortcut(DIGITS[6] ?? FULL, () => run(7));
  useShortcut(DIGITS[7] ?? FULL, () => run(8));
  useShortcut(DIGITS[8] ?? FULL, () => run(9));
}

/** Cameras that came since something was moved stand at the end. */
function withNew(placed: Camera[], cameras: readonly Camera[]): Camera[] {
  return [...placed, ...cameras.filter((camera) => !placed.includes(camera))];
}

function toggleFullScreen(): void {
  if (document.fullscreenElement) {
    void document.exitFullscreen();
  } else {
    void document.documentElement.requestFullscreen?.().catch(() => {});
  }
}

function FullScreenButton() {
  const { t } = useLingui();
  const [full, setFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, []);
  const words = full ? t`Leave full screen (F)` : t`Full screen (F)`;
  return (
    <Tooltip label={words}>
      <ActionIcon aria-label={words} onClick={toggleFullScreen} size={24} variant="default">
        <Icon name="expand" />
      </ActionIcon>
    </Tooltip>
  );
}

/** What is drawn over the pictures. */
function ShownMenu() {
  const { t } = useLingui();
  const { boxes, zones } = usePreferences();
  const figures = useView((view) => view.figures);
  const check = (on: boolean) => <span className={classes.check}>{on && <Icon name="check" />}</span>;
  return (
    <Menu closeOnItemClick={false} position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon aria-label={t`What is drawn over the pictures`} size={24} variant="default">
          <Icon name="info" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          aria-checked={boxes}
          leftSection={check(boxes)}
          onClick={() => usePreferences.setState({ boxes: !boxes })}
          role="menuitemcheckbox"
        >
          <Trans>Boxes around what is detected</Trans>
        </Menu.Item>
        <Menu.Item
          aria-checked={zones}
          leftSection={check(zones)}
          onClick={() => usePreferences.setState({ zones: !zones })}
          role="menuitemcheckbox"
        >
          <Trans>Zones, on large pictures</Trans>
        </Menu.Item>
        <Menu.Item
          aria-checked={figures}
          leftSection={check(figures)}
          onClick={() => useView.setState({ figures: !figures })}
          role="menuitemcheckbox"
        >
          <Trans>Figures of the pictures</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
