import { Tooltip } from '@mantine/core'
import { useContext, useEffect, useState } from 'react'
import { ClockOffset } from './clock.ts'
import { useFormats } from './format.ts'

const TICK_MS = 30_000

/** "3 minutes ago", with the exact instant behind it. */
export function TimeAgo(props: { at: string; zone: string }) {
  const formats = useFormats()
  const now = useNow()
  return (
    <Tooltip label={`${formats.exact(props.at, props.zone)} (${props.zone})`}>
      <time dateTime={props.at} style={{ whiteSpace: 'nowrap' }}>
        {formats.relative(props.at, notBefore(props.at, now))}
      </time>
    </Tooltip>
  )
}

/** What came in since the last tick did not come from the future. */
function notBefore(at: string, now: Date): Date {
  const moment = new Date(at)
  const aheadMs = moment.getTime() - now.getTime()
  return aheadMs > 0 && aheadMs <= TICK_MS ? moment : now
}

/** Date and time on the account's clock. */
export function Moment(props: { at: string; zone: string }) {
  const formats = useFormats()
  return (
    <Tooltip label={`${formats.exact(props.at, props.zone)} (${props.zone})`}>
      <time dateTime={props.at} className="number" style={{ whiteSpace: 'nowrap' }}>
        {formats.dayAndTime(props.at, props.zone)}
      </time>
    </Tooltip>
  )
}

function useNow(): Date {
  const offsetMs = useContext(ClockOffset)
  const [now, setNow] = useState(() => Date.now())
  // Follows the computer's clock, so that "just now" does not stay on the screen for an hour.
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return new Date(now + offsetMs)
}
