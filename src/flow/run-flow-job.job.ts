import { job } from '../platform/job.ts'
import { inAccount } from '../platform/sql.ts'
import { addPastProfiles } from './add-past-profiles.action.ts'
import { backtest } from './backtest.action.ts'
import { findFlowJob, noteFlowJob } from './flow-jobs.sql.ts'
import { RUN_FLOW_JOB } from './flow-jobs.ts'

export const runFlowJob = job({
  ...RUN_FLOW_JOB,
  async run({ accountId, jobId }, { sql, clock, log }) {
    const found = await inAccount(sql, accountId, async (tx) => {
      const row = await findFlowJob(tx, accountId, jobId)
      if (!row || row.state === 'complete' || row.state === 'failed') return undefined
      await noteFlowJob(tx, accountId, jobId, { state: 'processing' })
      return row
    })
    if (!found) return
    try {
      if (found.kind === 'backtest') await backtest(sql, accountId, found)
      else await addPastProfiles(sql, accountId, found)
    } catch (error) {
      log.error({ err: error, accountId, jobId }, 'a job of a flow failed')
      const finishedAt = await clock.now(accountId)
      await inAccount(sql, accountId, (tx) =>
        noteFlowJob(tx, accountId, jobId, { state: 'failed', finishedAt }),
      )
    }
  },
})
