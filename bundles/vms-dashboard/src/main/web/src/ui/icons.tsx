import type { ReactNode } from "react";

const PATHS = {
  add: <path d="M8 3v10M3 8h10" />,
  alert: <path d="M8 2 15 14H1ZM8 6.5v3.5M8 12v.4" />,
  audit: <path d="M4 1.500h8v13H4ZM6 5h4M6 8h4M6 11h2" />,
  back: <path d="M10 3 5 8l5 5" />,
  bell: (
    <path d="M3 12h10c-1-1-1.500-2.500-1.500-5a3.500 3.500 0 0 0-7 0c0 2.500-.5 4-1.500 5ZM6.800 14.500h2.400M8 2V1.200" />
  ),
  camera: <path d="M1.5 4.5h8.5v7H1.5ZM10 7l4.5-2v6L10 9" />,
  check: <path d="m3 8.5 3.5 3.5L13 4.5" />,
  close: <path d="m4 4 8 8m0-8-8 8" />,
  cross: <path d="M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM5.5 5.5l5 5m0-5-5 5" />,
  crosshair: (
    <path d="M8 1.500v4M8 10.500v4M1.500 8h4M10.500 8h4M6.500 3 8 1.500 9.500 3M6.500 13 8 14.500 9.500 13M3 6.500 1.500 8 3 9.500M13 6.500 14.500 8 13 9.500" />
  ),
  down: <path d="m3 6 5 5 5-5" />,
  dots: <path d="M3 8h.1M8 8h.1M13 8h.1" strokeWidth="2.5" />,
  expand: <path d="M9.5 2H14v4.5M14 2 9.5 6.5M6.5 14H2V9.5M2 14l4.5-4.5" />,
  film: <path d="M2 3h12v10H2ZM5 3v10M11 3v10M2 8h3M11 8h3" />,
  fold: <path d="M7.500 4 3.500 8l4 4M12.500 4l-4 4 4 4" />,
  earlier: <path d="M12.500 3 7 8l5.500 5ZM4 3v10" />,
  export: <path d="M8 10.500V2M4.500 5.500 8 2l3.500 3.500M2.500 9.500v4h11v-4" />,
  forward: <path d="m6 3 5 5-5 5" />,
  gamepad: (
    <path d="M5 4.500h6a3.500 3.500 0 0 1 0 7l-1.500-1.500h-3L5 11.500a3.500 3.500 0 0 1 0-7ZM5.500 6.200v2.600M4.200 7.500h2.600M11 7h.1" />
  ),
  grid: <path d="M2 2.5h5v4.5H2ZM9 2.5h5v4.5H9ZM2 9h5v4.5H2ZM9 9h5v4.5H9Z" />,
  idle: <path d="M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z" />,
  info: <path d="M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM8 7v4.5M8 4.5v.3" />,
  key: <path d="M5.5 6.5a3.5 3.5 0 1 1 0 3 3.5 3.5 0 0 1 0-3ZM1.5 8h4M1.5 8v2.5" />,
  languages: (
    <path d="M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13ZM1.500 8h13M8 1.500c2 2 3 4.200 3 6.500s-1 4.500-3 6.500c-2-2-3-4.200-3-6.500s1-4.500 3-6.500Z" />
  ),
  later: <path d="M3.500 3 9 8l-5.500 5ZM12 3v10" />,
  link: (
    <path d="M6.500 9.500a3 3 0 0 0 4.200 0l2.300-2.300a3 3 0 0 0-4.200-4.200l-1 1M9.500 6.500a3 3 0 0 0-4.200 0L3 8.800a3 3 0 0 0 4.200 4.200l1-1" />
  ),
  list: <path d="M2 4h12M2 8h12M2 12h12" />,
  live: <path d="M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z" fill="currentColor" stroke="none" />,
  lock: <path d="M3.5 7h9v7h-9ZM5.5 7V4.5a2.5 2.5 0 0 1 5 0V7" />,
  map: <path d="M1.500 3.500 6 2l4 1.500L14.500 2v10.500L10 14l-4-1.500L1.500 14ZM6 2v10.500M10 3.500V14" />,
  menu: <path d="M2 4h12M2 8h12M2 12h12" />,
  moon: <path d="M13.5 9.5A6 6 0 1 1 6.5 2.5a5 5 0 0 0 7 7Z" />,
  pause: <path d="M5 3.5v9M11 3.5v9" strokeWidth="2" />,
  pencil: <path d="m10.5 2.5 3 3L5.5 13.5l-3.5.5.5-3.5Z" />,
  playback: <path d="M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13ZM6.500 5.200v5.600L11 8Z" />,
  play: <path d="M5 3v10l8-5Z" fill="currentColor" />,
  plug: <path d="M5.5 1.5v3M10.5 1.5v3M3.5 4.5h9V8a4.5 4.5 0 0 1-9 0ZM8 12.5v2" />,
  pulse: <path d="M1 8.5h3l2-5 3.5 9 2-4H15" />,
  record: (
    <>
      <path d="M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13Z" />
      <path d="M8 5.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5Z" fill="currentColor" />
    </>
  ),
  recorder: <path d="M1.5 4h13v8h-13ZM4 8h4.500M11.500 8h.1" />,
  replay: <path d="M2.500 8A5.500 5.500 0 1 0 4.500 3.700M2.500 1.500V5H6M7 5.800v4.400L10.300 8Z" />,
  rule: <path d="M2 3h5v3H2ZM9 10h5v3H9ZM7 4.500h4.500V10" />,
  retry: <path d="M13.5 8A5.5 5.5 0 1 1 11.5 3.700M13.5 1.5v3.5H10" />,
  remove: <path d="M3 8h10" />,
  search: <path d="M7 2a5 5 0 1 1 0 10A5 5 0 0 1 7 2ZM10.700 10.700 14.5 14.5" />,
  microphone: (
    <path d="M8 1.5a2 2 0 0 1 2 2v4a2 2 0 0 1-4 0v-4a2 2 0 0 1 2-2ZM3.5 7.500a4.500 4.500 0 0 0 9 0M8 12v2.500M5.500 14.500h5" />
  ),
  muted: <path d="M2 6h2.5L8 3v10L4.500 10H2ZM10.500 6l4 4m0-4-4 4" />,
  speaker: (
    <path d="M2 6h2.5L8 3v10L4.500 10H2ZM10.500 5.500a3.500 3.500 0 0 1 0 5M12.500 3.500a6.300 6.300 0 0 1 0 9" />
  ),
  stepBack: <path d="m10 4-4 4 4 4" />,
  stepOn: <path d="m6 4 4 4-4 4" />,
  still: <path d="M1.500 3.500h13v9.500h-13ZM2 11.500l3.500-4 3 3 2-2 3.500 3.500M11 6h.1" />,
  sun: (
    <path d="M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM8 .8v1.5M8 13.700v1.5M.8 8h1.5M13.700 8h1.5M2.900 2.900 4 4M12 12l1.100 1.100M13.100 2.900 12 4M4 12l-1.100 1.100" />
  ),
  trash: <path d="M2.5 4h11M6 4V2.5h4V4M4 4l.7 10h6.600L12 4M6.800 7v4.5M9.200 7v4.5" />,
  unfold: <path d="M8.500 4l4 4-4 4M3.500 4l4 4-4 4" />,
  up: <path d="m3 10 5-5 5 5" />,
  user: <path d="M8 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM2.5 14a5.5 5.5 0 0 1 11 0" />,
  wait: <path d="M8 1.5A6.5 6.5 0 1 1 1.5 8" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

/** A drawing beside a word that says the same: hidden from screen readers. */
export function Icon({
  name,
  size = 14,
  className,
}: {
  name: IconName;
  size?: number;
  className?: string | undefined;
}) {
  return (
    <svg
      aria-hidden="true"
      className={className}
      fill="none"
      focusable="false"
      height={size}
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="1.5"
      viewBox="0 0 16 16"
      width={size}
    >
      {PATHS[name]}
    </svg>
  );
}
