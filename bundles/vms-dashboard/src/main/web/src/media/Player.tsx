import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { StreamRole } from "../api/types";
import { useLink, useServices } from "../app/services";
import { LivePlayer, type PlayerView } from "./player";
import classes from "./player.module.css";

export interface Playing {
  player: LivePlayer;
  view: PlayerView;
  place: RefObject<HTMLDivElement | null>;
}

/**
 * A player for one camera, which plays in the {@link Screen} it is given to, and only while that is in view.
 * The camera must stay the same: tiles are keyed by it.
 */
export function usePlayer(cameraId: string, role: StreamRole, cameraUp: boolean, audio: boolean): Playing {
  const { live } = useServices();
  const linkUp = useLink().state === "open";
  const [player] = useState(() => new LivePlayer(cameraId, live, role));
  const place = useRef<HTMLDivElement>(null);
  const view = useSyncExternalStore(player.subscribe, player.snapshot);

  // In this order: the player takes events only while it is attached.
  useEffect(() => (place.current ? player.attach(place.current) : undefined), [player]);
  useEffect(() => player.dispatch({ type: "link", up: linkUp }), [player, linkUp]);
  useEffect(() => player.dispatch({ type: "camera", up: cameraUp }), [player, cameraUp]);
  useEffect(() => player.dispatch({ type: "role", role }), [player, role]);
  useEffect(() => player.dispatch({ type: "audio", on: audio }), [player, audio]);
  useEffect(
    () =>
      place.current
        ? watchVisibility(place.current, (visible) => player.dispatch({ type: visible ? "shown" : "hidden" }))
        : undefined,
    [player],
  );
  return { player, view, place };
}

/** The place where a player's picture is. */
export function Screen({ view, place }: Playing) {
  return <div className={classes.screen} data-old={view.live ? undefined : ""} ref={place} />;
}

/** Tells whether the element is on the screen: scrolled into view, in a page that is not hidden. */
function watchVisibility(element: HTMLElement, changed: (visible: boolean) => void): () => void {
  let intersecting = false;
  const tell = () => changed(intersecting && !document.hidden);
  const observer = new IntersectionObserver((entries) => {
    intersecting = entries.at(-1)?.isIntersecting ?? false;
    tell();
  });
  observer.observe(element);
  document.addEventListener("visibilitychange", tell);
  return () => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", tell);
  };
}
