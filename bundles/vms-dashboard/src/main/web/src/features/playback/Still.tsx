import { useEffect, useRef, useState } from "react";
import { iso } from "./footage";

interface Props {
  camera: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Times are rounded down to this, so that one picture serves them all. */
  step: number;
  width: number;
  className?: string | undefined;
}

/** The picture of a camera at a time, one request after the other: what was passed over meanwhile is not asked for. */
export function Still({ camera, time, step, width, className }: Props) {
  const at = Math.floor(time / step) * step;
  const url = `/api/cameras/${camera}/thumbnail.jpg?${new URLSearchParams({ at: iso(at), width: String(width) })}`;
  const wanted = useRef(url);
  const busy = useRef(true);
  const [src, setSrc] = useState(url);
  const [empty, setEmpty] = useState(true);
  useEffect(() => {
    wanted.current = url;
    if (!busy.current && src !== url) {
      busy.current = true;
      setSrc(url);
    }
  }, [url, src]);
  const done = (failed: boolean) => {
    setEmpty(failed);
    busy.current = false;
    if (wanted.current !== src) {
      busy.current = true;
      setSrc(wanted.current);
    }
  };
  return (
    <img
      alt=""
      className={className}
      data-empty={empty ? "" : undefined}
      onError={() => done(true)}
      onLoad={() => done(false)}
      src={src}
    />
  );
}
