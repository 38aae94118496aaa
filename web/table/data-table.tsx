import { Skeleton, Table, Text, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import './data-table.css'

export interface Column<Row> {
  key: string
  /** Empty above what can be done with a row: only screen readers are told then. */
  header: ReactNode
  cell: (row: Row) => ReactNode
  align?: 'end'
  width?: number | string
  /** Left out on narrow screens; the row's page has it all. */
  secondary?: boolean
}

/**
 * Rows of one kind. The first column holds a real link, and the whole row follows it for the
 * pointer (see the style sheet), so that opening in a new tab and the keyboard work as everywhere.
 */
export function DataTable<Row extends { id: string }>(props: {
  caption: string
  rows: Row[]
  columns: Column<Row>[]
  linked?: boolean
  /** On narrow screens each row is a card, with every value beside its header, which is a text then. */
  cards?: boolean
}) {
  const { t } = useTranslation()
  // Browsers forget that it is a table where its style makes cards of it.
  const role = (name: string) => (props.cards ? name : undefined)
  return (
    <Table.ScrollContainer className="data-table-frame" minWidth={0} type="native">
      <Table
        className="data-table"
        data-linked={props.linked || undefined}
        data-cards={props.cards || undefined}
        role={role('table')}
        verticalSpacing="sm"
      >
        <caption>
          <VisuallyHidden>{props.caption}</VisuallyHidden>
        </caption>
        <Table.Thead role={role('rowgroup')}>
          <Table.Tr role={role('row')}>
            {props.columns.map((column) => (
              <Table.Th key={column.key} scope="col" role={role('columnheader')} {...shape(column)}>
                {column.header === '' ? (
                  <VisuallyHidden>{t('common.actions')}</VisuallyHidden>
                ) : (
                  column.header
                )}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role={role('rowgroup')}>
          {props.rows.map((row) => (
            <Table.Tr key={row.id} role={role('row')}>
              {props.columns.map((column) => (
                <Table.Td
                  key={column.key}
                  role={role('cell')}
                  data-header={props.cards ? column.header : undefined}
                  {...shape(column)}
                >
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

export function TableSkeleton(props: { rows?: number; label: string }) {
  return (
    <output aria-label={props.label} className="table-skeleton">
      {Array.from({ length: props.rows ?? 6 }, (_, index) => index).map((index) => (
        <div key={index} className="table-skeleton-row">
          <Skeleton height={14} width={`${34 - (index % 3) * 6}%`} />
          <Skeleton height={14} width="12%" />
          <Skeleton height={14} width="18%" />
        </div>
      ))}
    </output>
  )
}

export function TableFoot(props: { children: ReactNode }) {
  return (
    <Text size="xs" c="dimmed" px="lg" py="sm" component="div" className="table-foot">
      {props.children}
    </Text>
  )
}

function shape<Row>(column: Column<Row>) {
  return {
    'data-align': column.align,
    'data-secondary': column.secondary || undefined,
    ...(column.width ? { style: { width: column.width } } : {}),
  }
}
