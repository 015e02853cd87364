import { useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Plan } from "../../api/types";
import { Icon } from "../../ui/icons";
import classes from "./map.module.css";
import { fitted, type MapView, panned, type Size, within, zoomed } from "./view";

interface Props {
  plan: Plan;
  /** What lies on the plan, placed by {@link MapView}. */
  children: (view: MapView) => ReactNode;
}

const STEP = 1.4;
const PAN = 60;
/** Where the plan goes when one looks the other way. */
const WAYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The picture of a plan: dragged, and made larger by wheel, two fingers, buttons or keys. */
export function Canvas({ plan, children }: Props) {
  const { t } = useLingui();
  const place = useRef<HTMLDivElement>(null);
  const [pane, setPane] = useState<Size>();
  const [chosen, setChosen] = useState<MapView>();
  const [broken, setBroken] = useState(false);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const { width, height } = plan;

  useLayoutEffect(() => {
    const element = place.current;
    if (!element) {
      return;
    }
    const measure = () => {
      const { clientWidth, clientHeight } = element;
      setPane({ width: clientWidth, height: clientHeight });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const size = pane && pane.width > 0 ? pane : { width: 800, height: 500 };
  const view = chosen ? within(chosen, { width, height }, size) : fitted({ width, height }, size);
  const change = useCallback(
    (next: (view: MapView, plan: Size, pane: Size) => MapView) =>
      setChosen((before) => {
        const plain = { width, height };
        return next(before ?? fitted(plain, size), plain, size);
      }),
    [width, height, size],
  );
  const zoom = useCallback(
    (by: number, at?: { x: number; y: number }) =>
      change((now, plain, room) =>
        zoomed(now, by, at ?? { x: room.width / 2, y: room.height / 2 }, plain, room),
      ),
    [change],
  );

  // React's own listeners of the wheel cannot keep the page from scrolling.
  useEffect(() => {
    const element = place.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = element?.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 400), {
        x: event.clientX - (box?.left ?? 0),
        y: event.clientY - (box?.top ?? 0),
      });
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [zoom]);

  const at = (event: PointerEvent) => {
    const box = place.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const onDown = (event: PointerEvent) => {
    if (event.target === event.currentTarget || event.target instanceof HTMLImageElement) {
      fingers.current.set(event.pointerId, at(event));
      place.current?.setPointerCapture(event.pointerId);
    }
  };
  const onMove = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) {
      return;
    }
    const now = at(event);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other) {
      const apart = Math.hypot(before.x - other.x, before.y - other.y) || 1;
      const by = Math.hypot(now.x - other.x, now.y - other.y) / apart;
      zoom(by, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else {
      change((held, plain, room) => panned(held, now.x - before.x, now.y - before.y, plain, room));
    }
  };
  const onUp = (event: PointerEvent) => fingers.current.delete(event.pointerId);
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const way = WAYS[event.key];
    if (way) {
      change((held, plain, room) => panned(held, way[0] * PAN, way[1] * PAN, plain, room));
    } else if (event.key === "+" || event.key === "=") {
      zoom(STEP);
    } else if (event.key === "-") {
      zoom(1 / STEP);
    } else if (event.key === "0") {
      setChosen(undefined);
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <div className={classes.canvas} dir="ltr">
      {/* biome-ignore lint/a11y/useSemanticElements: no element of HTML is a drawing that is moved about */}
      <div
        aria-label={t`Plan ${plan.name}. Plus and minus zoom, arrows move, 0 shows all of it.`}
        className={classes.pane}
        onKeyDown={onKey}
        onPointerCancel={onUp}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        ref={place}
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by keys
        tabIndex={0}
      >
        <img
          alt=""
          draggable={false}
          hidden={broken}
          onError={() => setBroken(true)}
          src={plan.image}
          style={{
            width: width * view.scale,
            height: height * view.scale,
            transform: `translate(${view.x}px, ${view.y}px)`,
          }}
        />
        {broken && <p className={classes.broken}>{t`The plan's picture cannot be shown.`}</p>}
        {children(view)}
      </div>
      <div className={classes.zoom}>
        <ActionIcon
          aria-label={t`Closer`}
          color="gray"
          onClick={() => zoom(STEP)}
          size={32}
          variant="default"
        >
          <Icon name="add" />
        </ActionIcon>
        <ActionIcon
          aria-label={t`Farther`}
          color="gray"
          onClick={() => zoom(1 / STEP)}
          size={32}
          variant="default"
        >
          <Icon name="remove" />
        </ActionIcon>
        <ActionIcon
          aria-label={t`The whole plan`}
          color="gray"
          onClick={() => setChosen(undefined)}
          size={32}
          variant="default"
        >
          <Icon name="expand" />
        </ActionIcon>
      </div>
    </div>
  );
}
