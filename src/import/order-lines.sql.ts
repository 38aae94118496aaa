import type { Tx } from '../platform/sql.ts'
import type { OrderLine } from './order-line.ts'

/** Put order lines aside until the whole file is read. */
export async function stageOrderLines(
  tx: Tx,
  accountId: string,
  importId: string,
  lines: readonly OrderLine[],
): Promise<void> {
  if (lines.length === 0) return
  const rows = lines.map((line) => ({
    order_id: line.orderId,
    row_number: line.rowNumber,
    line,
  }))
  await tx`
    insert into import_order_lines (account_id, import_id, order_id, row_number, line)
    select ${accountId}, ${importId}, r.order_id, r.row_number, r.line
    from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as r (order_id text, row_number integer, line jsonb)`
}

/** The next lines in the order of their orders, after an order that is done. */
export async function nextOrderLines(
  tx: Tx,
  accountId: string,
  importId: string,
  from: { after: string | null; limit: number },
): Promise<OrderLine[]> {
  const rows = await tx<Array<{ line: OrderLine }>>`
    select l.line
    from import_order_lines l
    where l.account_id = ${accountId}
      and l.import_id = ${importId}
      and l.order_id > ${from.after ?? ''}
    order by l.order_id, l.row_number
    limit ${from.limit}`
  return rows.map(({ line }) => line)
}

/** Refuse all lines of one order, however many there are. Answers how many. */
export async function refuseOrder(
  tx: Tx,
  accountId: string,
  importId: string,
  order: { orderId: string; code: string; reason: string; fix: string },
): Promise<number> {
  const refused = await tx`
    insert into import_refused_rows (account_id, import_id, row_number, code, reason, fix, cells)
    select l.account_id, l.import_id, l.row_number, ${order.code}, ${order.reason}, ${order.fix},
           l.line -> 'cells'
    from import_order_lines l
    where l.account_id = ${accountId}
      and l.import_id = ${importId}
      and l.order_id = ${order.orderId}
    on conflict do nothing`
  return refused.count
}

export async function deleteOrderLines(tx: Tx, accountId: string, importId: string): Promise<void> {
  await tx`
    delete from import_order_lines
    where account_id = ${accountId}
      and import_id = ${importId}`
}
