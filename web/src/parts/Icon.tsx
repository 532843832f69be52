/** Line icons, 20 px with a 1.5 px stroke; always shown with a word or a label. */
const paths = {
  situation: "M3 5.5 8 3.5l4 2 5-2v11l-5 2-4-2-5 2zM8 3.5v11M12 5.5v11",
  signals: "M2.5 11h3l2.2-6 3.6 10 2.2-6.5.9 2.5h3.1",
  forecasts: "M3 13.5c3 0 4-6 7-6M10 7.5l7-4M10 7.5l7 1M10 7.5l7 6",
  data: "M3.5 5c0-1.4 2.9-2 6.5-2s6.5.6 6.5 2v10c0 1.4-2.9 2-6.5 2s-6.5-.6-6.5-2zM3.5 5c0 1.4 2.9 2 6.5 2s6.5-.6 6.5-2M3.5 10c0 1.4 2.9 2 6.5 2s6.5-.6 6.5-2",
  demand: "M2.5 15.5v-10M2.5 12.5h15v3M17.5 12.5v-2a2 2 0 0 0-2-2h-7v4M5.5 10.5a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2z",
  allocation: "M3 6h9M9 3l3 3-3 3M17 14H8M11 11l-3 3 3 3",
  operations: "M2.5 5h8v8.5h-8zM10.5 8h4l3 3v2.5h-7M5.5 15.7a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2zM14.5 15.7a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2z",
  handover: "M5 3h7l3 3v11H5zM12 3v3h3M7.5 9.5h5M7.5 12.5h5",
  beds: "M2.5 15.5v-10M2.5 12.5h15v3M17.5 12.5v-2a2 2 0 0 0-2-2h-7v4M5.5 10.5a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2z",
  search: "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5 17 17",
  help:
    "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M10 14.4v.1" +
    "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z",
  light:
    "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z" +
    "M10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  dark: "M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z",
  system: "M3 4h14v9.5H3zM7.5 17h5M10 13.5V17",
  export: "M10 3v9M6.5 8.5 10 12l3.5-3.5M3.5 15.5h13",
  close: "M5 5l10 10M15 5 5 15",
  play: "M6.5 4v12l9-6z",
  pause: "M7 4.5v11M13 4.5v11",
  next: "M7.5 4.5 13 10l-5.5 5.5",
  chevron: "M5 7.5l5 5 5-5",
  list: "M7.5 5H17M7.5 10H17M7.5 15H17M3.5 5h.1M3.5 10h.1M3.5 15h.1",
  plus: "M10 4.5v11M4.5 10h11",
  minus: "M4.5 10h11",
  fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  up: "M10 16V4.5M5.5 9 10 4.5 14.5 9",
  down: "M10 4v11.5M5.5 11l4.5 4.5L14.5 11",
  level: "M4 10h11.5M11 5.5l4.5 4.5-4.5 4.5",
  caution: "M10 3 18 16.5H2zM10 8v4M10 14.2v.1",
  check: "M4 10.5 8 14.5 16 6",
  map: "M3 5.5 8 3.5l4 2 5-2v11l-5 2-4-2-5 2z",
  chart: "M3 16.5h14M5 13V9M9 13V5M13 13V8M16.5 13v-3",
  table: "M3 4.5h14v11H3zM3 8.5h14M8.5 8.5v7",
  new: "M15.5 6.5A6.5 6.5 0 1 0 16.5 10M16 3v4h-4",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
