import { Button, Center } from '@mantine/core'

/** A list that is read a page at a time, as TanStack Query keeps it. */
export interface PagedList {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => unknown
}

/** The way to the next page below a list; nothing where there is none. */
export function MoreRows(props: { of: PagedList; label: string; isSmall?: boolean }) {
  const { of: list, label, isSmall = false } = props
  if (!list.hasNextPage) return null
  return (
    <Center py={isSmall ? 'sm' : 'md'}>
      <Button
        variant="default"
        {...(isSmall ? { size: 'xs' } : {})}
        loading={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {label}
      </Button>
    </Center>
  )
}
