import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useElementSize } from "@mantine/hooks";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import type { Camera } from "../../api/types";
import { useShortcut } from "../../app/keymap";
import type { WallLayout } from "../../app/preferences";
import { pickRole } from "../../media/streams";
import { columnsFor, STRIP, step } from "./arrange";
import { Tile } from "./Tile";
import classes from "./wall.module.css";

const BACK = { key: "Escape", words: msg`Back to all cameras` };
/** Below this width tiles stand one above the other and the page scrolls. */
const NARROW = 640;

interface Props {
  cameras: Camera[];
  layout: WallLayout;
  /** Tiles there is room for on a page. */
  slots: number;
  /** The camera that is shown alone. */
  large: string | undefined;
  onShow: (id: string | undefined) => void;
  /** Of a view that has as many columns; 0 fits them to the screen. */
  columns: number;
  arrange?: Arrange | undefined;
}

export interface Arrange {
  onMove: (id: string, by: number) => void;
  onSwap: (from: string, to: string) => void;
  onRemove: (id: string) => void;
}

/** The tiles. They keep their players when one is shown large; the others then leave the view and stop by themselves. */
export function Grid(props: Props) {
  const { cameras, layout, slots, large, onShow, arrange } = props;
  const { t } = useLingui();
  const { ref, width, height } = useElementSize<HTMLUListElement>();
  const [focused, setFocused] = useState<string>();
  const covers = useRef(new Map<string, HTMLButtonElement>());
  const narrow = width > 0 && width < NARROW;
  const columns = narrow
    ? 1
    : props.columns > 0
      ? props.columns
      : layout === "auto"
        ? columnsFor(slots, width, height)
        : Math.sqrt(slots);
  const rows = Math.ceil(slots / columns);
  const place = Math.max(
    0,
    cameras.findIndex((camera) => camera.id === (large ?? focused)),
  );
  const current = cameras[place];

  const focus = (camera: Camera | undefined) => {
    if (camera) {
      setFocused(camera.id);
      covers.current.get(camera.id)?.focus();
      if (large) {
        onShow(camera.id);
      }
    }
  };
  const move = (key: string) => focus(cameras[step(key, place, large ? 1 : columns, cameras.length)]);
  const back = () => {
    setFocused(large);
    onShow(undefined);
  };
  useShortcut(BACK, back, large !== undefined);
  const carry = (key: string) => {
    const to = step(key, place, columns, cameras.length);
    if (arrange && current && to !== place && !large) {
      arrange.onMove(current.id, to - place);
      setFocused(current.id);
    }
  };
  useArrows(move, carry);

  // A tile that was shown large, or found by name, has the focus.
  useEffect(() => {
    if (large) {
      covers.current.get(large)?.focus();
    }
  }, [large]);

  const pictureHeight =
    (large ? height : narrow ? (width * 9) / 16 : height / rows - STRIP) * devicePixelRatio;
  return (
    <ul
      aria-label={t`Live pictures`}
      className={classes.grid}
      data-large={large ? "" : undefined}
      data-narrow={narrow ? "" : undefined}
      ref={ref}
      style={{ "--columns": columns, "--rows": rows } as CSSProperties}
    >
      {width > 0 &&
        cameras.map((camera) => (
          <Tile
            arrange={
              arrange && {
                onMove: (by) => arrange.onMove(camera.id, by),
                onDrop: (dragged) => arrange.onSwap(dragged, camera.id),
                onRemove: () => arrange.onRemove(camera.id),
              }
            }
            camera={camera}
            cover={(element) => {
              if (element) {
                covers.current.set(camera.id, element);
              } else {
                covers.current.delete(camera.id);
              }
            }}
            hidden={large !== undefined && camera.id !== large}
            key={camera.id}
            large={camera.id === large}
            onFocus={() => setFocused(camera.id)}
            onToggle={() => (large ? back() : onShow(camera.id))}
            role={camera.id === large ? "MAIN" : pickRole(camera.streams, pictureHeight, slots)}
            tabbable={camera === current}
          />
        ))}
    </ul>
  );
}

/** Arrow keys move the focus, with Shift the tile that has it; wherever the focus is as long as nothing else wants them. */
function useArrows(move: (key: string) => void, carry: (key: string) => void): void {
  const latest = useRef({ move, carry });
  useEffect(() => {
    latest.current = { move, carry };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const ours = target === document.body || target.closest("[data-tile-cover], #content") !== null;
      const taken =
        target.closest("input, select, textarea, [role=menu]") || document.querySelector("[role=dialog]");
      if (
        ours &&
        !taken &&
        !event.defaultPrevented &&
        event.key.startsWith("Arrow") &&
        !event.altKey &&
        !event.ctrlKey &&
        !event.metaKey
      ) {
        event.preventDefault();
        (event.shiftKey ? latest.current.carry : latest.current.move)(event.key);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
