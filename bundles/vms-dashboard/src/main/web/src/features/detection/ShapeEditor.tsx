import { Trans, useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import classes from "./detection.module.css";
import { arrow, moved, type Point, type Shape, shifted, split, without } from "./shapes";

interface Props {
  /** The picture that is drawn on. */
  picture: string;
  shapes: readonly Shape[];
  selected: number | undefined;
  /** Which way a line counts, by the place of the shape: its arrow. */
  arrows?: (place: number) => "both" | "right" | "left" | undefined;
  disabled?: boolean;
  onSelect: (place: number) => void;
  onPoints: (place: number, points: Point[]) => void;
}

const STEP = 0.01;
const LEAP = 0.05;

/**
 * Areas and lines on a picture. Every corner is a handle that a pointer drags, and that takes the focus: arrows move it,
 * Insert puts another behind it, Delete takes it away. The shape itself is moved the same ways.
 */
export function ShapeEditor(props: Props) {
  const { picture, shapes, selected, arrows, disabled = false, onSelect, onPoints } = props;
  const { t } = useLingui();
  const svg = useRef<SVGSVGElement>(null);
  const drag = useRef<{ place: number; corner: number | undefined; last: Point } | undefined>(undefined);
  const [missing, setMissing] = useState(false);

  const pointAt = (event: PointerEvent): Point => {
    const box = svg.current?.getBoundingClientRect();
    return box && box.width > 0 && box.height > 0
      ? [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
      : [0, 0];
  };
  const begin = (event: PointerEvent, place: number, corner: number | undefined) => {
    if (!disabled) {
      event.stopPropagation();
      onSelect(place);
      drag.current = { place, corner, last: pointAt(event) };
      svg.current?.setPointerCapture?.(event.pointerId);
    }
  };
  const onMove = (event: PointerEvent) => {
    const held = drag.current;
    const shape = held && shapes[held.place];
    if (!held || !shape) {
      return;
    }
    const to = pointAt(event);
    onPoints(
      held.place,
      held.corner === undefined
        ? shifted(shape.points, to[0] - held.last[0], to[1] - held.last[1])
        : moved(shape.points, held.corner, to),
    );
    drag.current = { ...held, last: to };
  };
  const end = () => {
    drag.current = undefined;
  };
  const onKey = (event: KeyboardEvent, place: number, corner: number | undefined) => {
    const shape = shapes[place];
    if (disabled || !shape) {
      return;
    }
    const by = event.shiftKey ? LEAP : STEP;
    const ways: Record<string, Point> = {
      ArrowLeft: [-by, 0],
      ArrowRight: [by, 0],
      ArrowUp: [0, -by],
      ArrowDown: [0, by],
    };
    const way = ways[event.key];
    const point = corner === undefined ? undefined : shape.points[corner];
    if (way && point && corner !== undefined) {
      onPoints(place, moved(shape.points, corner, [point[0] + way[0], point[1] + way[1]]));
    } else if (way) {
      onPoints(place, shifted(shape.points, way[0], way[1]));
    } else if (corner !== undefined && (event.key === "Insert" || event.key === "+")) {
      onPoints(place, split(shape.points, Math.min(corner, shape.points.length - (shape.line ? 2 : 1))));
    } else if (corner !== undefined && (event.key === "Delete" || event.key === "Backspace")) {
      onPoints(place, without(shape.points, corner, shape.line));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={classes.editor}>
      {missing ? (
        <p className={classes.noPicture}>
          <Trans>The camera gives no picture at the moment. The shapes can be changed all the same.</Trans>
        </p>
      ) : (
        <img alt={t`What the camera sees now`} onError={() => setMissing(true)} src={picture} />
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no drawing */}
      <svg
        aria-label={t`Zones on the picture`}
        onPointerCancel={end}
        onPointerMove={onMove}
        onPointerUp={end}
        preserveAspectRatio="none"
        ref={svg}
        role="group"
        viewBox="0 0 1 1"
      >
        {shapes.map((shape, place) => {
          const points = shape.points.map((point) => point.join(",")).join(" ");
          const way = shape.line ? arrows?.(place) : undefined;
          const pointer = way && arrow(shape.points);
          const common = {
            className: classes.shape,
            "data-selected": place === selected ? "" : undefined,
            "aria-label": t`${shape.name}: move it with the arrow keys`,
            points,
            role: "button",
            tabIndex: disabled ? -1 : 0,
            onFocus: () => onSelect(place),
            onKeyDown: (event: KeyboardEvent) => onKey(event, place, undefined),
            onPointerDown: (event: PointerEvent) => begin(event, place, undefined),
          };
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: names may be the same while they are written
            <g key={place}>
              {shape.line ? <polyline {...common} data-line="" /> : <polygon {...common} />}
              {pointer && (
                <Arrow
                  from={pointer.from}
                  to={way === "left" ? mirror(pointer.from, pointer.to) : pointer.to}
                  {...(way === "both" ? { also: mirror(pointer.from, pointer.to) } : {})}
                />
              )}
            </g>
          );
        })}
      </svg>
      {selected !== undefined &&
        !disabled &&
        shapes[selected]?.points.map((point, corner) => {
          const number = corner + 1;
          const name = shapes[selected]?.name ?? "";
          return (
            <button
              aria-label={t`Corner ${number} of ${name}`}
              className={classes.handle}
              data-testid={`corner-${number}`}
              // biome-ignore lint/suspicious/noArrayIndexKey: a corner has no other name than its place
              key={corner}
              onKeyDown={(event) => onKey(event, selected, corner)}
              onPointerDown={(event) => begin(event, selected, corner)}
              style={{ left: `${point[0] * 100}%`, top: `${point[1] * 100}%` }}
              type="button"
            />
          );
        })}
    </div>
  );
}

const mirror = (from: Point, to: Point): Point => [2 * from[0] - to[0], 2 * from[1] - to[1]];

function Arrow({ from, to, also }: { from: Point; to: Point; also?: Point }) {
  return (
    <g className={classes.arrow}>
      <line x1={(also ?? from)[0]} x2={to[0]} y1={(also ?? from)[1]} y2={to[1]} />
      <circle cx={to[0]} cy={to[1]} r={0.009} />
      {also && <circle cx={also[0]} cy={also[1]} r={0.009} />}
    </g>
  );
}
