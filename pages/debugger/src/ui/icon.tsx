const PATHS = {
  check: "M3.5 8.5l3 3 6-7",
  cross: "M4 4l8 8M12 4l-8 8",
  dash: "M4 8h8",
  seal: "M8 1.5l1.8 1.4 2.2-.2.7 2.1 1.8 1.3-.7 2.1.7 2.1-1.8 1.3-.7 2.1-2.2-.2L8 14.9l-1.8-1.4-2.2.2-.7-2.1-1.8-1.3.7-2.1-.7-2.1 1.8-1.3.7-2.1 2.2.2zM5.4 8.2l1.9 1.9 3.4-3.9",
  half: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12",
  query: "M5.8 6a2.2 2.2 0 1 1 3.4 1.9c-.8.5-1.2.9-1.2 1.8M8 12.2v.1",
  warning: "M8 2.2l6.3 11.3H1.7zM8 6.4v3.4M8 11.6v.1",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z",
  hidden: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM2.5 13.5l11-11",
  plus: "M8 3v10M3 8h10",
  file: "M4 1.8h5l3.2 3.2v9.2H4zM9 1.8V5h3.2",
  undo: "M5.5 3L2.5 6l3 3M2.5 6h7a3.7 3.7 0 0 1 0 7.4H6",
  lock: "M4 7.2h8v6.3H4zM5.6 7.2V5a2.4 2.4 0 0 1 4.8 0v2.2",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.8V8l2.2 1.6",
  link: "M6.5 9.5l3-3M7 4.5l1.4-1.4a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5l-1.4 1.4a2.8 2.8 0 0 1-4-4L5 7.5",
  down: "M8 2v8M4.8 7L8 10.2 11.2 7M3 13.5h10",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative icon beside a text. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
