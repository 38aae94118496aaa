import type { Db, Fragment } from '../platform/sql.ts'
import { SHARDS } from './shard.ts'

/** As `shardOf`, of a profile id in a query. */
export function shardSql(db: Db, profileId: Fragment): Fragment {
  return db`(get_byte(uuid_send(${profileId}), 15) & ${SHARDS - 1}::int)::smallint`
}
