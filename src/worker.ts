import type { Job } from './platform/job.ts'

/** Every job, with its schedule where it has one. */
export const jobs: readonly Job[] = []
