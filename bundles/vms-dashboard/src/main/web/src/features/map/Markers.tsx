import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import type { Alarm, Camera, Plan, PlanCamera } from "../../api/types";
import { Icon } from "../../ui/icons";
import { lookOf } from "../../ui/state";
import classes from "./map.module.css";
import { directionOf, type MapView, sector, turned } from "./view";

interface Props {
  plan: Plan;
  view: MapView;
  placed: readonly PlanCamera[];
  cameras: ReadonlyMap<string, Camera>;
  alarms: ReadonlyMap<string, Alarm[]>;
  selected: string | undefined;
  onSelect: (cameraId: string) => void;
  /** Where cameras may be moved: what they are moved to. */
  onChange?: ((camera: PlanCamera) => void) | undefined;
}

const STEP = 0.005;
const LEAP = 0.05;
const WAYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const TURNS: Record<string, number> = { ",": -5, ".": 5 };

/** The cameras on a plan: what each sees, its state and its open alarms. */
export function Markers(props: Props) {
  const { plan, view, placed, selected } = props;
  const width = plan.width * view.scale;
  const height = plan.height * view.scale;
  const longer = Math.max(width, height);
  return (
    <>
      <svg aria-hidden="true" className={classes.sights}>
        {placed.map((each) => (
          <path
            d={sector(each.direction, each.angle, each.reach * longer)}
            data-selected={each.cameraId === selected ? "" : undefined}
            key={each.cameraId}
            transform={`translate(${view.x + each.x * width} ${view.y + each.y * height})`}
          />
        ))}
      </svg>
      {placed.map((each) => (
        <Marker
          {...props}
          at={each}
          height={height}
          key={each.cameraId}
          left={view.x + each.x * width}
          top={view.y + each.y * height}
          width={width}
        />
      ))}
    </>
  );
}

interface MarkerProps extends Props {
  at: PlanCamera;
  left: number;
  top: number;
  width: number;
  height: number;
}

function Marker({ at, left, top, width, height, selected, onSelect, onChange, ...props }: MarkerProps) {
  const { i18n, t } = useLingui();
  const drag = useRef<{ x: number; y: number } | undefined>(undefined);
  const camera = props.cameras.get(at.cameraId);
  const alarms = props.alarms.get(at.cameraId) ?? [];
  const look = camera ? lookOf(camera.status.state) : undefined;
  const name = camera?.name ?? t`A camera that is gone`;
  const state = look ? i18n._(look.words) : "";
  const count = alarms.length;
  const told = count > 0 ? t`, ${plural(count, { one: "# open alarm", other: "# open alarms" })}` : "";
  const clamp = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
  const move = (dx: number, dy: number) => onChange?.({ ...at, x: clamp(at.x + dx), y: clamp(at.y + dy) });

  const onKey = (event: KeyboardEvent) => {
    const way = WAYS[event.key];
    const turn = TURNS[event.key];
    if (!onChange || (!way && !turn)) {
      return;
    }
    event.preventDefault();
    onSelect(at.cameraId);
    if (way) {
      const by = event.shiftKey ? LEAP : STEP;
      move(way[0] * by, way[1] * by);
    } else if (turn) {
      onChange({ ...at, direction: turned(at.direction + turn) });
    }
  };
  const onDown = (event: PointerEvent<HTMLElement>) => {
    if (onChange) {
      onSelect(at.cameraId);
      drag.current = { x: event.clientX, y: event.clientY };
      event.currentTarget.setPointerCapture(event.pointerId);
    }
  };
  const onMove = (event: PointerEvent) => {
    if (drag.current) {
      move((event.clientX - drag.current.x) / width, (event.clientY - drag.current.y) / height);
      drag.current = { x: event.clientX, y: event.clientY };
    }
  };
  const onUp = () => {
    drag.current = undefined;
  };
  const isSelected = selected === at.cameraId;
  return (
    <>
      <button
        aria-label={`${name}: ${state}${told}`}
        aria-pressed={isSelected}
        className={classes.marker}
        data-alarm={
          count > 0
            ? alarms.some((each) => each.severity === "CRITICAL")
              ? "critical"
              : "warning"
            : undefined
        }
        data-edit={onChange ? "" : undefined}
        data-severity={look?.severity}
        onClick={() => onSelect(at.cameraId)}
        onKeyDown={onKey}
        onPointerCancel={onUp}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        style={{ left, top }}
        type="button"
      >
        <Icon name={look && look.severity !== "normal" ? look.icon : "camera"} size={15} />
        {count > 0 && (
          <span className={classes.count}>
            <Icon name="bell" size={10} />
            {count}
          </span>
        )}
      </button>
      <span aria-hidden="true" className={classes.name} style={{ left, top }}>
        {name}
      </span>
      {isSelected && onChange && at.angle > 0 && <Turner at={at} left={left} onChange={onChange} top={top} />}
    </>
  );
}

const ARM = 54;

/** The end of the arm by which a camera is turned. By keys it is turned with comma and full stop, or in its field. */
function Turner({
  at,
  left,
  top,
  onChange,
}: {
  at: PlanCamera;
  left: number;
  top: number;
  onChange: (camera: PlanCamera) => void;
}) {
  const held = useRef(false);
  const radians = (at.direction * Math.PI) / 180;
  return (
    <span
      aria-hidden="true"
      className={classes.turner}
      onPointerDown={(event) => {
        event.stopPropagation();
        held.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const box = event.currentTarget.parentElement?.getBoundingClientRect();
        if (held.current && box) {
          const direction = directionOf(event.clientX - box.left - left, event.clientY - box.top - top);
          onChange({ ...at, direction });
        }
      }}
      onPointerUp={() => {
        held.current = false;
      }}
      style={{ left: left + Math.sin(radians) * ARM, top: top - Math.cos(radians) * ARM }}
    />
  );
}
