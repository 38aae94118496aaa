import { createContext, useContext } from 'react'

/** How far the account's clock is ahead of this computer's: a sandbox may live next week. */
export const ClockOffset = createContext(0)

export function useClockNow(): () => Date {
  const offsetMs = useContext(ClockOffset)
  return () => new Date(Date.now() + offsetMs)
}
