import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import { type MouseEventHandler, type ReactNode, useId } from 'react'

export interface ActProps extends Omit<ButtonProps, 'disabled'> {
  children: ReactNode
  type?: 'button' | 'submit'
  onClick?: MouseEventHandler<HTMLButtonElement>
  /** Why it cannot be pressed now. It stays reachable, so that the reason can be read. */
  refusal?: string | undefined
}

export function Act({ refusal, onClick, children, type = 'button', ...rest }: ActProps) {
  const reasonId = useId()
  if (!refusal) {
    return (
      <Button {...rest} type={type} {...(onClick ? { onClick } : {})}>
        {children}
      </Button>
    )
  }
  return (
    <Tooltip label={refusal} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...rest}
        type="button"
        data-disabled
        aria-disabled
        aria-describedby={reasonId}
        aria-description={refusal}
        onClick={(event) => event.preventDefault()}
      >
        {children}
        <span id={reasonId} hidden>
          {refusal}
        </span>
      </Button>
    </Tooltip>
  )
}
