/** The mark of the product: someone speaks, someone listens. */
export function Emblem(props: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={props.size} height={props.size} aria-hidden="true">
      <path
        d="M5 7.5h14.5a6 6 0 0 1 0 12H12l-7 6z"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinejoin="round"
      />
      <circle cx="25" cy="23.5" r="4" fill="var(--mantine-color-apricot-4)" />
    </svg>
  )
}
