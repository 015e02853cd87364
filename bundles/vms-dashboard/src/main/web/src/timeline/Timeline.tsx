import { useLingui } from "@lingui/react/macro";
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { draw, LANE_HEIGHT, paletteOf, RULER_HEIGHT, sceneHeight } from "./draw";
import { bucketFor, DAY, rulerOf, type View, zoomed } from "./scale";
import type { TileCache } from "./tiles";
import classes from "./timeline.module.css";
import { useHands } from "./useTimeline";
import { useDescription } from "./words";
import { clockTime, formatIn, fullTime } from "./zone";

export interface TimelineCamera {
  id: string;
  name: string;
}

interface Props {
  cameras: readonly TimelineCamera[];
  selected: string;
  onSelect: (camera: string) => void;
  zone: string;
  view: View;
  onView: (view: View) => void;
  cache: TileCache;
  /** Grows when the cache has something new. */
  version: number;
  /** The time that is played, whenever it is asked for. */
  time: () => number;
  now: () => number;
  /** What is marked, if anything. */
  marks: { from?: number | undefined; to?: number | undefined };
  onSeek: (time: number) => void;
  /** While a time is pulled to. */
  onScrub: (time: number | null) => void;
  isFault: (cause: string) => boolean;
  causeInWords: (cause: string) => string;
  /** A small picture for what is pointed at. */
  preview?: (camera: string, time: number) => ReactNode;
}

/** Lanes of footage, one a camera, along a ruler of that site's time: a slider for hands and keys. */
export function Timeline(props: Props) {
  const { t, i18n } = useLingui();
  const { cameras, cache, version, view, zone, selected, time, now } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const width = useWidth(body);
  const height = sceneHeight(cameras.length);
  const bucket = bucketFor(view.span, width);
  const [hover, setHover] = useState<{ x: number; y: number } | null>(null);
  const ids = cameras.map((camera) => camera.id).join();
  const theme = useTheme();
  const describe = useDescription(cache, bucket, props.causeInWords);

  useEffect(() => {
    cache.want(ids === "" ? [] : ids.split(","), bucket, view.from, view.from + view.span);
  }, [cache, ids, bucket, view]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme and the cache's content change what is drawn
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) {
      return;
    }
    const ratio = globalThis.devicePixelRatio || 1;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const ruler = rulerOf(view, width, zone);
    draw(context, {
      width,
      view,
      bucket,
      cameras: ids === "" ? [] : ids.split(","),
      selected,
      cache,
      ruler,
      label: (at, major) => tickLabel(i18n.locale, zone, at, major, ruler.step),
      now: now(),
      palette: paletteOf(element),
      isFault: props.isFault,
    });
  }, [width, height, view, bucket, ids, selected, cache, version, zone, i18n.locale, theme]);

  useHands(body, {
    view: () => props.view,
    now,
    rulerHeight: RULER_HEIGHT,
    onView: props.onView,
    onScrub: props.onScrub,
    onSeek: props.onSeek,
    onHover: setHover,
  });

  const laneAt = (y: number) => cameras[Math.floor((y - RULER_HEIGHT) / LANE_HEIGHT)];
  const hovered = hover && {
    ...hover,
    time: view.from + (hover.x / Math.max(1, width)) * view.span,
    camera: laneAt(hover.y),
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? view.span / 10 : view.span / 100;
    const moves = new Map<string, () => void>([
      ["ArrowLeft", () => props.onSeek(time() - step)],
      ["ArrowRight", () => props.onSeek(time() + step)],
      ["PageUp", () => props.onSeek(time() - view.span / 4)],
      ["PageDown", () => props.onSeek(time() + view.span / 4)],
      ["Home", () => props.onSeek(view.from)],
      ["End", () => props.onSeek(Math.min(now(), view.from + view.span))],
      ["ArrowUp", () => props.onView(zoomed(view, 0.5, time(), now()))],
      ["ArrowDown", () => props.onView(zoomed(view, 2, time(), now()))],
    ]);
    const run = moves.get(event.key);
    if (run && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      run();
    }
  };

  return (
    <div className={classes.timeline}>
      <div className={classes.names}>
        {cameras.map(({ id, name }) => (
          <button
            aria-pressed={id === selected}
            className={classes.name}
            key={id}
            onClick={() => props.onSelect(id)}
            title={name}
            type="button"
          >
            {name}
          </button>
        ))}
      </div>
      <div className={classes.body} ref={body} style={{ height }}>
        <Slider
          describe={(at) => {
            const chosen = cameras.find(({ id }) => id === selected);
            const words = chosen ? `; ${chosen.name}: ${describe(chosen.id, at)}` : "";
            return `${fullTime(i18n.locale, zone, at)}${words}`;
          }}
          label={t`Time that is played`}
          onKeyDown={onKeyDown}
          time={time}
          view={view}
        >
          <canvas className={classes.canvas} ref={canvas} style={{ width, height }} />
        </Slider>
        <Marks marks={props.marks} view={view} />
        <Playhead time={time} view={view} width={width} />
        {hovered && (
          <div
            className={classes.tip}
            style={{ insetInlineStart: Math.min(Math.max(hovered.x, 90), Math.max(90, width - 90)) }}
          >
            {hovered.camera && props.preview?.(hovered.camera.id, hovered.time)}
            <strong>
              {view.span > 2 * DAY
                ? fullTime(i18n.locale, zone, hovered.time)
                : clockTime(i18n.locale, zone, hovered.time)}
            </strong>
            {hovered.camera && (
              <span>
                {hovered.camera.name}: {describe(hovered.camera.id, hovered.time)}
              </span>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

interface SliderProps {
  label: string;
  view: View;
  time: () => number;
  describe: (time: number) => string;
  onKeyDown: (event: KeyboardEvent) => void;
  children: ReactNode;
}

/** What a screen reader is told: once a second, and at once where a key was pressed. */
function Slider({ label, view, time, describe, onKeyDown, children }: SliderProps) {
  const [at, setAt] = useState(time);
  const refresh = useCallback(() => setAt(Math.round(time() / 1_000) * 1_000), [time]);
  useEffect(() => {
    const timer = setInterval(refresh, 1_000);
    return () => clearInterval(timer);
  }, [refresh]);
  return (
    <div
      aria-label={label}
      aria-valuemax={Math.round((view.from + view.span) / 1_000)}
      aria-valuemin={Math.round(view.from / 1_000)}
      aria-valuenow={Math.round(at / 1_000)}
      aria-valuetext={describe(at)}
      className={classes.slider}
      data-testid="timeline"
      onKeyDown={(event) => {
        onKeyDown(event);
        refresh();
      }}
      role="slider"
      tabIndex={0}
    >
      {children}
    </div>
  );
}

/** Moves with each picture of the screen, without anything being drawn anew. */
function Playhead({ time, view, width }: { time: () => number; view: View; width: number }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const follow = () => {
      const x = ((time() - view.from) / view.span) * width;
      const element = line.current;
      if (element) {
        element.style.transform = `translateX(${x.toFixed(1)}px)`;
        element.style.visibility = x < -1 || x > width + 1 ? "hidden" : "visible";
      }
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [time, view, width]);
  return <div className={classes.playhead} ref={line} />;
}

function Marks({ marks: { from, to }, view }: { marks: Props["marks"]; view: View }) {
  if (from === undefined && to === undefined) {
    return null;
  }
  const share = (time: number) => Math.min(100, Math.max(0, ((time - view.from) / view.span) * 100));
  const left = share(from ?? to ?? 0);
  const right = share(to ?? from ?? 0);
  return (
    <div
      className={classes.marks}
      data-open={from === undefined || to === undefined ? "" : undefined}
      data-testid="marked"
      style={{ left: `${left}%`, width: `${Math.max(0, right - left)}%` }}
    />
  );
}

function tickLabel(locale: string, zone: string, time: number, major: boolean, step: number): string {
  if (step >= DAY || major) {
    return formatIn(locale, zone, { weekday: "short", day: "numeric", month: "short" }).format(time);
  }
  return step < 60_000
    ? clockTime(locale, zone, time)
    : formatIn(locale, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(time);
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(600);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) {
      return;
    }
    const measure = () => setWidth(target.clientWidth || 600);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** Which theme there is, since a canvas does not follow it by itself. */
function useTheme(): string {
  const [theme, setTheme] = useState(themeNow);
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(themeNow()));
    observer.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => observer.disconnect();
  }, []);
  return theme;
}

function themeNow(): string {
  return document.documentElement.dataset.mantineColorScheme ?? "";
}
