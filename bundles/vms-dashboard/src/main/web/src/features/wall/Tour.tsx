import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Tooltip } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { View } from "../../api/types";
import { Icon } from "../../ui/icons";
import { useSecondsUntil } from "../../ui/time";
import { stepAfter } from "./arrangement";
import classes from "./wall.module.css";

export interface RunningTour {
  tour: View;
  /** The view that is shown now. */
  viewId: string;
  paused: boolean;
  /** When the next one is shown, in milliseconds since 1970. */
  next: number;
  setPaused: (paused: boolean) => void;
  forward: () => void;
}

/** Leads through the views of a tour while its address is open. */
export function useTour(
  views: readonly View[],
  tourId: string | undefined,
  step: number,
): RunningTour | undefined {
  const navigate = useNavigate();
  const [paused, setPaused] = useState(false);
  const [next, setNext] = useState(0);
  const tour = tourId === undefined ? undefined : views.find((view) => view.id === tourId);
  const stop = tour?.steps[step];
  const after = tour ? stepAfter(tour, step, views) : undefined;
  const seconds = stop?.seconds;
  useEffect(() => {
    if (tourId === undefined || after === undefined || seconds === undefined || paused) {
      return;
    }
    setNext(Date.now() + seconds * 1_000);
    const timer = setTimeout(() => {
      // Each step is no page of its own to go back to.
      void navigate({ to: "/wall", search: { tour: tourId, step: after }, replace: true });
    }, seconds * 1_000);
    return () => clearTimeout(timer);
  }, [navigate, tourId, after, seconds, paused]);
  if (!tour || !stop) {
    return undefined;
  }
  return {
    tour,
    viewId: stop.viewId,
    paused,
    next,
    setPaused,
    forward: () =>
      after !== undefined &&
      void navigate({ to: "/wall", search: { tour: tour.id, step: after }, replace: true }),
  };
}

/** Which tour runs, and how to halt and leave it. */
export function TourBar({ tour, onStop }: { tour: RunningTour; onStop: () => void }) {
  const { t } = useLingui();
  return (
    <div className={classes.tour}>
      <Icon name="playback" />
      <span>{tour.tour.name}</span>
      {!tour.paused && <Countdown at={tour.next} />}
      <Tooltip label={tour.paused ? t`Go on` : t`Pause`}>
        <ActionIcon
          aria-label={tour.paused ? t`Go on with the tour` : t`Pause the tour`}
          onClick={() => tour.setPaused(!tour.paused)}
          size={24}
          variant="default"
        >
          <Icon name={tour.paused ? "forward" : "pause"} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t`Next view`}>
        <ActionIcon aria-label={t`Next view of the tour`} onClick={tour.forward} size={24} variant="default">
          <Icon name="unfold" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t`End the tour`}>
        <ActionIcon aria-label={t`End the tour`} onClick={onStop} size={24} variant="default">
          <Icon name="close" />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function Countdown({ at }: { at: number }) {
  const seconds = useSecondsUntil(at);
  return (
    <span aria-hidden="true" className={classes.now}>
      <Trans>next in {seconds} s</Trans>
    </span>
  );
}
