import type { Call } from '../platform/http.ts'

/** Who changes something, where and when. A `Call` is one. */
export type MadeBy = Pick<Call<unknown, unknown>, 'sql' | 'caller' | 'now' | 'wallNow'>
